import { COORDINATE_COUNT, KEYPOINT_COUNT, KEYPOINT_NAMES } from "../dataset";

/** How far predictions are from the labels of one point. */
export interface PointMeasures {
	name: string;
	/** Coordinates of this point that have a label. */
	labels: number;
	/** Root mean squared error of a coordinate in pixels; NaN without labels. */
	rmsePixels: number;
	/** Mean absolute error of a coordinate in pixels; NaN without labels. */
	maePixels: number;
}

/** How far predictions are from labels, over the labels that are present. */
export interface Measures {
	/** Faces measured. */
	faces: number;
	/** Coordinates that have a label. */
	labels: number;
	/** Mean squared error of a coordinate, in square pixels. */
	mse: number;
	/** Mean absolute error of a coordinate, in pixels. */
	maePixels: number;
	/** Root mean squared error of a coordinate, in pixels: the competition's measure. */
	rmsePixels: number;
	/** Share of the labelled points whose prediction is within {@link Measures.tolerancePixels}. */
	withinTolerance: number;
	tolerancePixels: number;
	/**
	 * `accuracy` as Keras computes it for 30 outputs: the share of faces whose
	 * largest predicted coordinate is the largest labelled one. It only says that
	 * the mouth is below the eyes, and is here because published tables quote it;
	 * do not choose a model by it. Over completely labelled faces, NaN without any.
	 */
	accuracy: number;
	points: PointMeasures[];
}

/** Points nearer to their label than this count as found, unless told otherwise. */
export const TOLERANCE_PIXELS = 3;

/**
 * Measures predictions against labels. Missing labels (NaN) take no part.
 *
 * @param predicted `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @throws where the two differ in length
 */
export function measure(
	predicted: Float32Array,
	labels: Float32Array,
	options: { tolerancePixels?: number } = {},
): Measures {
	const { tolerancePixels = TOLERANCE_PIXELS } = options;
	if (predicted.length !== labels.length)
		throw new Error(
			`measure: invalid number of predictions: ${predicted.length}; expected ${labels.length}, one for each label`,
		);
	const faces = labels.length / COORDINATE_COUNT;
	const points = KEYPOINT_NAMES.map((name, point) =>
		pointMeasures(name, point, predicted, labels),
	);
	const total = sumUp(predicted, labels);
	return {
		faces,
		labels: total.count,
		mse: total.squared / total.count,
		maePixels: total.absolute / total.count,
		rmsePixels: Math.sqrt(total.squared / total.count),
		withinTolerance: shareWithin(predicted, labels, tolerancePixels),
		tolerancePixels,
		accuracy: argmaxAccuracy(predicted, labels),
		points,
	};
}

function pointMeasures(
	name: string,
	point: number,
	predicted: Float32Array,
	labels: Float32Array,
): PointMeasures {
	const { count, squared, absolute } = sumUp(predicted, labels, point);
	return {
		name,
		labels: count,
		rmsePixels: Math.sqrt(squared / count),
		maePixels: absolute / count,
	};
}

/** Sums over all coordinates, or over those of one point. */
function sumUp(predicted: Float32Array, labels: Float32Array, point?: number) {
	let count = 0;
	let squared = 0;
	let absolute = 0;
	for (let i = 0; i < labels.length; i++) {
		if (point !== undefined && (i % COORDINATE_COUNT) >> 1 !== point) continue;
		const error = predicted[i] - labels[i];
		if (Number.isNaN(labels[i])) continue;
		count++;
		squared += error * error;
		absolute += Math.abs(error);
	}
	return { count, squared, absolute };
}

function shareWithin(
	predicted: Float32Array,
	labels: Float32Array,
	tolerancePixels: number,
): number {
	let points = 0;
	let within = 0;
	for (let i = 0; i < labels.length; i += 2) {
		const distance = Math.hypot(
			predicted[i] - labels[i],
			predicted[i + 1] - labels[i + 1],
		);
		if (Number.isNaN(labels[i]) || Number.isNaN(labels[i + 1])) continue;
		points++;
		if (distance <= tolerancePixels) within++;
	}
	return within / points;
}

function argmaxAccuracy(predicted: Float32Array, labels: Float32Array): number {
	let faces = 0;
	let same = 0;
	for (let i = 0; i < labels.length; i += COORDINATE_COUNT) {
		const label = labels.subarray(i, i + 2 * KEYPOINT_COUNT);
		if (label.some(Number.isNaN)) continue;
		faces++;
		if (argmax(predicted.subarray(i, i + COORDINATE_COUNT)) === argmax(label))
			same++;
	}
	return same / faces;
}

function argmax(values: Float32Array): number {
	let best = 0;
	for (let i = 1; i < values.length; i++)
		if (values[i] > values[best]) best = i;
	return best;
}
