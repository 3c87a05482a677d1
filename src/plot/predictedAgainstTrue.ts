import { type Faces, labelsOf } from "../dataset";
import { COORDINATE_COUNT, COORDINATE_NAMES, IMAGE_SIZE } from "../face";
import type { PointMark } from "./chart";
import { faceName, facesToPlot } from "./faceMarks";
import { createFigure, type Figure } from "./figure";
import { COLOURS, SIZES } from "./theme";

const SIDE = 440;
/** Of x and of y: more would only cover each other, and swell a notebook. */
const MOST = 1000;

/**
 * Each predicted coordinate against its label: on the line where it is right. Of
 * more than 1,000 labels of x, or of y, it shows 1,000 from all over, and says so.
 *
 * @param faces faces with labels
 * @param predicted [n, 30] in pixels
 * @throws where no label is there, or there are not as many predictions as faces
 */
export function predictedAgainstTrue(
	faces: Faces,
	predicted: Float32Array,
): Figure {
	const { rows } = facesToPlot("predictedAgainstTrue", faces, { predicted });
	const labels = labelsOf(faces);
	const of = (rest: number) =>
		[...labels.keys()].filter(
			(i) => i % 2 === rest && !Number.isNaN(labels[i]),
		);
	const [xs, ys] = [of(0), of(1)];
	const total = xs.length + ys.length;
	if (total === 0)
		throw new Error(
			"predictedAgainstTrue: missing labels; expected at least one",
		);
	const [someX, someY] = [thinned(xs), thinned(ys)];
	const shown = someX.length + someY.length;
	const part = shown < total ? `${shown.toLocaleString("en")} of ` : "";
	const mark = (
		name: string,
		indices: number[],
		colour: string,
	): PointMark => ({
		...{ kind: "points", name, colour, symbol: "ring", size: 5 },
		x: indices.map((i) => labels[i]),
		y: indices.map((i) => predicted[i]),
		hover: indices.map(
			(i) =>
				`${faceName({ rows }, Math.floor(i / COORDINATE_COUNT))} · ${COORDINATE_NAMES[i % COORDINATE_COUNT]} · label ${labels[i].toFixed(1)}, predicted ${predicted[i].toFixed(1)}`,
		),
	});
	const top = SIZES.title + SIZES.legend + 4;
	const ends: [number, number] = [-0.5, IMAGE_SIZE - 0.5];
	return createFigure({
		title: `Predicted against true: ${part}${total.toLocaleString("en")} coordinates`,
		width: SIZES.beside + SIDE + SIZES.edge + 60,
		height: top + SIDE + SIZES.below,
		panels: [
			{
				...{ left: SIZES.beside, top, width: SIDE, height: SIDE, square: true },
				x: { range: ends, label: "label in pixels", grid: true },
				y: { range: ends, label: "prediction in pixels", grid: true },
				marks: [
					{
						...{ kind: "line", x: ends, y: ends, hover: [], thick: 1 },
						...{ colour: COLOURS.ink, dashed: true },
					},
					mark("x", someX, COLOURS.blue),
					mark("y", someY, COLOURS.orange),
				],
			},
		],
	});
}

function thinned(indices: number[]): number[] {
	if (indices.length <= MOST) return indices;
	return Array.from(
		{ length: MOST },
		(_, i) => indices[Math.floor((i * indices.length) / MOST)],
	);
}
