import { type Faces, labelsOf, selectFaces } from "../dataset";
import { COORDINATE_COUNT } from "../face";
import type { BarMark, Chart, Panel } from "./chart";
import { facePanel } from "./faceGrid";
import { faceName, facesToPlot } from "./faceMarks";
import { createFigure, type Figure } from "./figure";
import { COLOURS, SIZES } from "./theme";

const BINS = 40;
const ACROSS = 4;

/**
 * How the error spreads over faces: how many have which, and below them those
 * with the largest, worst first.
 *
 * @param faces faces with labels
 * @param predicted [n, 30] in pixels
 * @param options.worst how many of the worst are shown; default 8
 * @throws where labels are missing altogether, or there are not as many
 * predictions as faces
 */
export function errorDistribution(
	faces: Faces,
	predicted: Float32Array,
	{ worst = 8 }: { worst?: number } = {},
): Figure {
	if (!Number.isInteger(worst) || worst < 1)
		throw new Error(
			`errorDistribution: invalid worst: ${worst}; expected a whole number of at least 1`,
		);
	const shown = facesToPlot("errorDistribution", faces, { predicted });
	const errors = faceErrors(predicted, labelsOf(faces));
	const order = [...errors.keys()]
		.filter((i) => !Number.isNaN(errors[i]))
		.sort((a, b) => errors[b] - errors[a]);
	if (order.length === 0)
		throw new Error("errorDistribution: missing labels; expected at least one");
	const sorted = order.map((i) => errors[i]);
	const picked = order.slice(0, worst);
	const chosen = facesToPlot("errorDistribution", selectFaces(faces, picked), {
		predicted: Float32Array.from(
			picked.flatMap((i) => [
				...predicted.subarray(i * COORDINATE_COUNT, (i + 1) * COORDINATE_COUNT),
			]),
		),
	});
	const names = picked.map(
		(i) => `${faceName(shown, i)} · ${errors[i].toFixed(2)} px`,
	);
	const scale = (SIZES.width - 40) / (ACROSS * 96);
	const pictures = facePanel(chosen, { across: ACROSS, scale, names });
	return createFigure(arrange(histogram(sorted), pictures, sorted));
}

/** The RMSE of each face over the labels that it has; NaN without any. */
function faceErrors(predicted: Float32Array, labels: Float32Array): number[] {
	return Array.from({ length: labels.length / COORDINATE_COUNT }, (_, face) => {
		let [sum, count] = [0, 0];
		for (let j = 0; j < COORDINATE_COUNT; j++) {
			const i = face * COORDINATE_COUNT + j;
			if (Number.isNaN(labels[i])) continue;
			sum += (predicted[i] - labels[i]) ** 2;
			count++;
		}
		return Math.sqrt(sum / count);
	});
}

function arrange(above: Panel, below: Panel, sorted: number[]): Chart {
	above.top = SIZES.title + SIZES.legend + 4;
	below.top = above.top + above.height + SIZES.below + 8;
	below.left = 10;
	const middle = sorted.length >> 1;
	const median = (sorted[middle] + sorted[(sorted.length - 1) >> 1]) / 2;
	return {
		title: `Error of ${sorted.length.toLocaleString("en")} faces: median ${median.toFixed(2)} px, worst ${sorted[0].toFixed(2)} px`,
		width: SIZES.width,
		height: below.top + below.height + 10,
		panels: [above, below],
	};
}

function histogram(sorted: number[]): Panel {
	const width = (sorted[0] || 1) / BINS;
	const counts = new Array<number>(BINS).fill(0);
	for (const error of sorted)
		counts[Math.min(Math.floor(error / width), BINS - 1)]++;
	const bars: BarMark = {
		...{ kind: "bars", thick: width * 0.94, colour: COLOURS.blue },
		places: counts.map((_, i) => (i + 0.5) * width),
		lengths: counts,
		hover: counts.map(
			(count, i) =>
				`${count} faces · ${(i * width).toFixed(2)} to ${((i + 1) * width).toFixed(2)} px`,
		),
	};
	return {
		...{ left: SIZES.beside, top: 0, height: 180 },
		width: SIZES.width - SIZES.beside - SIZES.edge,
		x: { range: [0, BINS * width], label: "RMSE of a face in pixels" },
		y: { range: [0, Math.max(...counts) * 1.05], label: "faces", grid: true },
		marks: [bars],
	};
}
