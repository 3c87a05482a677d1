import { COORDINATE_COUNT, checkWholeRows } from "./keypoints";

/**
 * The average face: the mean of each coordinate over the labels that are
 * present. The mark that every model has to beat.
 *
 * @param labels [n, 30] in pixels, NaN where missing
 * @returns [30] in pixels, NaN where a coordinate has no label at all
 * @throws where the labels do not fill whole rows
 */
export function meanFace(labels: Float32Array): Float32Array {
	checkWholeRows(labels, "meanFace");
	const sums = new Float64Array(COORDINATE_COUNT);
	const counts = new Int32Array(COORDINATE_COUNT);
	labels.forEach((value, i) => {
		if (Number.isNaN(value)) return;
		sums[i % COORDINATE_COUNT] += value;
		counts[i % COORDINATE_COUNT]++;
	});
	return Float32Array.from(sums, (sum, i) => sum / counts[i]);
}
