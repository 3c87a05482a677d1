import { createRandom, mixSeed } from "../base";

/**
 * The batches of one epoch: every face once, in an order that follows from the
 * seed and the number of the epoch alone. The last batch holds what is left.
 *
 * @returns positions of faces, batch by batch
 */
export function epochBatches(
	faces: number,
	batchSize: number,
	seed: number,
	epoch: number,
): Int32Array[] {
	const order = createRandom(mixSeed(seed, epoch)).shuffle(
		Int32Array.from({ length: faces }, (_, i) => i),
	);
	const batches: Int32Array[] = [];
	for (let start = 0; start < faces; start += batchSize)
		batches.push(order.subarray(start, start + batchSize));
	return batches;
}
