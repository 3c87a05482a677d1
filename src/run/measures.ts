import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	KEYPOINT_COUNT,
	KEYPOINT_NAMES,
} from "../face";

/** How far predictions are from the labels of one point. */
export interface PointMeasures {
	name: string;
	/** Coordinates of this point that have a label. */
	labels: number;
	/** Root mean squared error of a coordinate in pixels; NaN without labels. */
	rmsePixels: number;
	/** Mean absolute error of a coordinate in pixels; NaN without labels. */
	maePixels: number;
	/**
	 * Mean of predicted minus labelled x, in pixels: what is wrong to one side. A
	 * model trained with flips cannot learn a shift of the labels sideways, and
	 * shows it here. NaN without labels.
	 */
	meanErrorX: number;
	/** The same of y: above 0 where predictions are too low in the picture. */
	meanErrorY: number;
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

const COORDINATES = Array.from({ length: COORDINATE_COUNT }, (_, i) => i);

/** Points nearer to their label than this count as found, unless told otherwise. */
export const TOLERANCE_PIXELS = 3;

/**
 * Measures predictions against labels. Missing labels (NaN) take no part.
 *
 * @param predicted `[n, 30]` in pixels
 * @param labels `[n, 30]` in pixels, NaN where missing
 * @throws where the two differ in length, or a prediction for a label is no number
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
	const bad = predicted.findIndex(
		(value, i) => !Number.isFinite(value) && !Number.isNaN(labels[i]),
	);
	if (bad >= 0)
		throw new Error(
			`measure: invalid prediction: ${predicted[bad]} for ${COORDINATE_NAMES[bad % COORDINATE_COUNT]} of face ${Math.floor(bad / COORDINATE_COUNT)}, from 0; expected a number wherever there is a label (predictions come first, then labels)`,
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
	const x = sumUp(predicted, labels, [2 * point]);
	const y = sumUp(predicted, labels, [2 * point + 1]);
	const count = x.count + y.count;
	return {
		name,
		labels: count,
		rmsePixels: Math.sqrt((x.squared + y.squared) / count),
		maePixels: (x.absolute + y.absolute) / count,
		meanErrorX: x.signed / x.count,
		meanErrorY: y.signed / y.count,
	};
}

/** Sums over some of the 30 coordinates of every face; all of them unless told otherwise. */
function sumUp(
	predicted: Float32Array,
	labels: Float32Array,
	coordinates = COORDINATES,
) {
	const sums = { count: 0, signed: 0, squared: 0, absolute: 0 };
	for (let face = 0; face < labels.length; face += COORDINATE_COUNT)
		for (const coordinate of coordinates) {
			const label = labels[face + coordinate];
			if (Number.isNaN(label)) continue;
			const error = predicted[face + coordinate] - label;
			sums.count++;
			sums.signed += error;
			sums.squared += error * error;
			sums.absolute += Math.abs(error);
		}
	return sums;
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
