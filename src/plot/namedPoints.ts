import type { Faces } from "../dataset";
import { COORDINATE_COUNT, IMAGE_SIZE, KEYPOINT_NAMES } from "../face";
import type { Mark } from "./chart";
import { faceName, facesToPlot, imageAt, pointMarks } from "./faceMarks";
import { createFigure, type Figure } from "./figure";
import { COLOURS, SIZES } from "./theme";

export interface NamedPointsOptions {
	/** Labels, [30] in pixels, NaN where missing. Default: those of the face. */
	labels?: Float32Array;
	/** A prediction, [30] in pixels. */
	predicted?: Float32Array;
	/** Default: the row of the face, where that is known. */
	title?: string;
}

const SIDE = 384;
const MARGIN = 170;
/** From one name down to the next, in pixels of the face. */
const LINE = 5.2;

interface Named {
	name: string;
	x: number;
	y: number;
}

/**
 * One face, large, with the name of each point beside it. The names are of the
 * labels, where there are any, else of the prediction.
 *
 * @param face one face, or its picture alone: grey values 0-255, [96, 96]
 * @throws where it is not one face, or there are not 30 coordinates
 */
export function namedPoints(
	face: Uint8Array | Faces,
	options: NamedPointsOptions = {},
): Figure {
	const shown = facesToPlot("namedPoints", face, options);
	if (shown.count !== 1)
		throw new Error(
			`namedPoints: invalid face: ${shown.count} of them; expected one (selectFaces takes it out)`,
		);
	const { title = shown.rows && faceName(shown, 0) } = options;
	const { labels, predicted } = shown;
	const points = pointMarks(shown, undefined, 9);
	const legend = labels && predicted ? SIZES.legend : 0;
	if (!legend) for (const mark of points) mark.name = undefined;
	const top = (title === undefined ? 8 : SIZES.title) + legend;
	const margin = (MARGIN / SIDE) * IMAGE_SIZE;
	return createFigure({
		title,
		width: SIDE + 2 * MARGIN,
		height: top + SIDE + 20,
		panels: [
			{
				...{ left: 8, top, height: SIDE, width: SIDE + 2 * MARGIN - 16 },
				...axes(margin - 2),
				square: true,
				marks: [
					{
						...{ kind: "image", grey: imageAt(shown, 0), columns: IMAGE_SIZE },
						...{ left: -0.5, top: -0.5 },
						...{ width: IMAGE_SIZE, height: IMAGE_SIZE },
					},
					...names(labels ?? predicted),
					...points,
				],
			},
		],
	});
}

function axes(margin: number) {
	return {
		x: {
			range: [-0.5 - margin, IMAGE_SIZE - 0.5 + margin] as [number, number],
			hidden: true,
		},
		y: { range: [IMAGE_SIZE - 0.5, -0.5] as [number, number], hidden: true },
	};
}

function names(points?: Float32Array): Mark[] {
	const named: Named[] = [];
	for (let j = 0; points && j < COORDINATE_COUNT; j += 2)
		if (Number.isFinite(points[j]) && Number.isFinite(points[j + 1]))
			named.push({
				name: KEYPOINT_NAMES[j / 2],
				x: points[j],
				y: points[j + 1],
			});
	named.sort((a, b) => a.x - b.x);
	const half = Math.ceil(named.length / 2);
	return [
		...column(named.slice(0, half), -2.5, "right"),
		...column(named.slice(half), IMAGE_SIZE + 1.5, "left"),
	];
}

/** Names in a column, each near the height of its point, with a thin line to it. */
function column(points: Named[], x: number, align: "left" | "right"): Mark[] {
	const order = [...points].sort((a, b) => a.y - b.y);
	const heights = spread(order.map(({ y }) => y));
	return order.flatMap((point, i): Mark[] => [
		{
			kind: "line",
			x: [x + (align === "right" ? 0.5 : -0.5), point.x],
			y: [heights[i], point.y],
			colour: COLOURS.sky,
			thick: 1,
			hover: [],
		},
		{ kind: "text", text: point.name, x, y: heights[i], align },
	]);
}

/** Moves heights, in ascending order, as little down and then up as keeps them a line apart and on the picture. */
function spread(heights: number[]): number[] {
	const placed = [...heights];
	for (let i = 0; i < placed.length; i++)
		placed[i] = Math.max(placed[i], i === 0 ? 2 : placed[i - 1] + LINE);
	for (let i = placed.length - 1; i >= 0; i--)
		placed[i] = Math.min(
			placed[i],
			i === placed.length - 1 ? IMAGE_SIZE - 3 : placed[i + 1] - LINE,
		);
	return placed;
}
