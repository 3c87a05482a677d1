import { IMAGE_SIZE, KEYPOINT_NAMES, meanFace } from "../face";
import type { PointMark } from "./chart";
import { createFigure, type Figure } from "./figure";
import { COLOURS, SIZES } from "./theme";

const SIDE = 480;

/**
 * Where on the image labels lie: the number of labels on each pixel, of all 15
 * points, with the mean of each point as a cross. Colours go with the square
 * root, so that rare places show.
 *
 * @param labels [n, 30] in pixels, NaN where missing
 * @throws where no label is there
 */
export function labelDensity(labels: Float32Array): Figure {
	const { cells, count } = countLabels(labels);
	if (count === 0)
		throw new Error("labelDensity: missing labels; expected at least one");
	const top = SIZES.title + SIZES.legend + 4;
	const most = Math.max(...cells.flat());
	return createFigure({
		title: `Where ${count.toLocaleString("en")} labels lie`,
		width: SIZES.beside + SIDE + SIZES.edge,
		height: top + SIDE + SIZES.below,
		panels: [
			{
				...{ left: SIZES.beside, top, width: SIDE, height: SIDE },
				x: { range: [-0.5, IMAGE_SIZE - 0.5], label: "x in pixels" },
				y: { range: [IMAGE_SIZE - 0.5, -0.5], label: "y in pixels" },
				square: true,
				marks: [
					{
						...{ kind: "cells", values: cells, range: [0, most], root: true },
						...{ x: { first: 0, step: 1 }, y: { first: 0, step: 1 } },
						hoverTemplate: "pixel %{x}, %{y}: %{z} labels",
					},
					meanMarks(labels),
				],
			},
		],
	});
}

function countLabels(labels: Float32Array) {
	const cells = Array.from({ length: IMAGE_SIZE }, () =>
		new Array<number>(IMAGE_SIZE).fill(0),
	);
	let count = 0;
	for (let i = 0; i < labels.length; i += 2) {
		const [x, y] = [Math.round(labels[i]), Math.round(labels[i + 1])];
		if (cells[y]?.[x] === undefined) continue;
		cells[y][x]++;
		count++;
	}
	return { cells, count };
}

function meanMarks(labels: Float32Array): PointMark {
	const mean = meanFace(labels);
	const x = KEYPOINT_NAMES.map((_, point) => mean[2 * point]);
	const y = KEYPOINT_NAMES.map((_, point) => mean[2 * point + 1]);
	return {
		...{ kind: "points", name: "mean of a point", symbol: "cross", size: 8 },
		...{ x, y, colour: COLOURS.orange, rim: true },
		hover: KEYPOINT_NAMES.map(
			(name, i) => `${name} · mean ${x[i].toFixed(1)}, ${y[i].toFixed(1)}`,
		),
	};
}
