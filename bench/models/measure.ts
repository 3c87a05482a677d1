import type * as tf from "@tensorflow/tfjs";
import { type Faces, labelsOf } from "../../src/dataset";
import { COORDINATE_COUNT, KEYPOINT_COUNT, labelSources } from "../../src/face";
import {
	Detector,
	hasCorrection,
	setCorrection,
	type TestTimeAugmentation,
} from "../../src/model";
import { measureHeldOut } from "../../src/published";
import type { Measures } from "../../src/run";

/** Groups of points of the same size, from the narrowest heatmaps to the widest. */
const SPREAD_GROUPS = 10;

/** Points whose heatmaps are about as wide. */
export interface SpreadGroup {
	/** The widest of them, in pixels. */
	upTo: number;
	rmsePixels: number;
}

/** What a heatmap model comes to on faces that it has not seen. */
export interface ModelMeasures {
	/** As `evaluate` and `submit` predict. */
	heldOut: Measures;
	sources?: { A: Measures; B: Measures };
	/** RMSE in pixels where one more is left out from line to line. */
	withoutCloseUp: number;
	norCorrection: number;
	norMirror: number;
	spread: SpreadGroup[];
}

/**
 * Measures a heatmap model. Its correction is left at nothing: measure last.
 *
 * @param faces labelled faces that the model has not seen
 */
export async function measureModel(
	network: tf.LayersModel,
	faces: Faces,
): Promise<ModelMeasures> {
	const sources = labelSources(labelsOf(faces));
	const detect = (views: TestTimeAugmentation) =>
		new Detector(network, views).predict(faces.images, { sources });
	const rmse = async (views: TestTimeAugmentation) => {
		const { points } = await detect(views);
		return measureHeldOut(points, faces).heldOut.rmsePixels;
	};
	const { points, spread } = await detect({ flip: true, closeUp: true });
	if (!spread)
		throw new Error(
			`measureModel: invalid network: ${network.name} has no heatmaps; expected a keypoint model`,
		);
	const { heldOut, sources: bySource } = measureHeldOut(points, faces);
	const withoutCloseUp = await rmse({ flip: true });
	if (hasCorrection(network)) clearCorrection(network);
	return {
		heldOut,
		sources: bySource,
		withoutCloseUp,
		norCorrection: await rmse({ flip: true }),
		norMirror: await rmse({}),
		spread: spreadGroups(points, labelsOf(faces), spread),
	};
}

function clearCorrection(network: tf.LayersModel): void {
	const { length } = network
		.getLayer("correction")
		.getWeights()[1]
		.arraySync() as number[];
	const zeros = new Array<number>(length).fill(0);
	setCorrection(
		network,
		zeros.map(() => zeros),
		zeros,
	);
}

/**
 * The error of points by how widely their heatmaps are spread: ten groups of as
 * many labelled points.
 *
 * @param points `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @param spread [n, 15] in pixels
 */
export function spreadGroups(
	points: Float32Array,
	labels: Float32Array,
	spread: Float32Array,
): SpreadGroup[] {
	const labelled = Array.from(spread, (width, i) => {
		const row = Math.floor(i / KEYPOINT_COUNT) * COORDINATE_COUNT;
		const x = row + 2 * (i % KEYPOINT_COUNT);
		const squared =
			((points[x] - labels[x]) ** 2 + (points[x + 1] - labels[x + 1]) ** 2) / 2;
		return { width, squared };
	})
		.filter(({ squared }) => !Number.isNaN(squared))
		.sort((a, b) => a.width - b.width);
	return Array.from({ length: SPREAD_GROUPS }, (_, i) => {
		const at = (group: number) =>
			Math.round((group * labelled.length) / SPREAD_GROUPS);
		const group = labelled.slice(at(i), at(i + 1));
		const sum = group.reduce((total, { squared }) => total + squared, 0);
		return {
			upTo: group[group.length - 1]?.width ?? Number.NaN,
			rmsePixels: Math.sqrt(sum / group.length),
		};
	});
}
