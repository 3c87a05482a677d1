import { type DataFrame, frameValues } from "../dataset";
import { COORDINATE_COUNT, IMAGE_SIZE, KEYPOINT_NAMES } from "../face";
import type { PointMark } from "./chart";
import { createFigure, type Figure } from "./figure";
import { COLOURS, SIZES } from "./theme";

const SIDE = 480;

/**
 * Where on the image labels lie: the number of labels on each pixel, of all 15
 * points, with the mean of each point as a cross. Colours go with the square
 * root, so that rare places show.
 *
 * @param keypoints the labels of some faces, n rows of 30 columns
 * @throws where no label is there
 */
export function labelDensity(keypoints: DataFrame): Figure {
	const values = frameValues(keypoints);
	const { cells, labels } = countLabels(values);
	if (labels === 0)
		throw new Error("labelDensity: missing labels; expected at least one");
	const top = SIZES.title + SIZES.legend + 4;
	const most = Math.max(...cells.flat());
	return createFigure({
		title: `Where ${labels.toLocaleString("en")} labels lie`,
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
					meanMarks(values),
				],
			},
		],
	});
}

function countLabels(values: Float64Array) {
	const cells = Array.from({ length: IMAGE_SIZE }, () =>
		new Array<number>(IMAGE_SIZE).fill(0),
	);
	let labels = 0;
	for (let i = 0; i < values.length; i += 2) {
		const [x, y] = [Math.round(values[i]), Math.round(values[i + 1])];
		if (cells[y]?.[x] === undefined) continue;
		cells[y][x]++;
		labels++;
	}
	return { cells, labels };
}

function meanMarks(values: Float64Array): PointMark {
	const mean = (column: number) => {
		let [sum, count] = [0, 0];
		for (let i = column; i < values.length; i += COORDINATE_COUNT)
			if (!Number.isNaN(values[i])) [sum, count] = [sum + values[i], count + 1];
		return sum / count;
	};
	const x = KEYPOINT_NAMES.map((_, point) => mean(2 * point));
	const y = KEYPOINT_NAMES.map((_, point) => mean(2 * point + 1));
	return {
		...{ kind: "points", name: "mean of a point", symbol: "cross", size: 8 },
		...{ x, y, colour: COLOURS.orange, rim: true },
		hover: KEYPOINT_NAMES.map(
			(name, i) => `${name} · mean ${x[i].toFixed(1)}, ${y[i].toFixed(1)}`,
		),
	};
}
