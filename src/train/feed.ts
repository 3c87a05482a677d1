import {
	type AugmentBatch,
	AugmentThread,
	faceSeed,
	type Pipeline,
} from "../augment";
import type { Faces } from "../dataset";
import { IMAGE_PIXELS } from "../face";
import { epochBatches } from "./batches";
import type { Batch } from "./step";

/** The faces of a run in the order in which training sees them. */
export interface Feed {
	/** A batch of an epoch, both counted from 0; mostly asked for one after the other. */
	batch(epoch: number, batch: number): Promise<Batch>;
	/** To be called when training ends, however it ends. */
	close(): Promise<void>;
}

/** What a feed is made of. */
export interface FeedOptions {
	batchSize: number;
	seed: number;
	/** Epochs in all: behind the last there is nothing to prepare. */
	epochs: number;
	/** What is done to each face, anew in each epoch. Default nothing. */
	augment?: Pipeline;
}

/**
 * Feeds faces to training. Where they are augmented, a thread does so with the
 * next batch while the last one trains; what a batch holds follows from seed,
 * epoch and number alone. At most two batches are in memory.
 *
 * @param labels `[n, c]` in pixels, NaN where missing: a column for each output of the model
 * @throws where the pipeline is not usable
 */
export function createFeed(
	faces: Faces,
	labels: Float32Array,
	options: FeedOptions,
): Feed {
	const { batchSize, seed, augment } = options;
	const count = faces.rows.length;
	let order: { epoch: number; batches: Int32Array[] } | undefined;
	const indicesOf = (epoch: number, batch: number): Int32Array => {
		if (order?.epoch !== epoch)
			order = { epoch, batches: epochBatches(count, batchSize, seed, epoch) };
		return order.batches[batch];
	};
	if (augment?.length)
		return new AugmentedFeed(faces.images, labels, indicesOf, options, augment);
	return {
		async batch(epoch, batch) {
			return { images: faces.images, labels, indices: indicesOf(epoch, batch) };
		},
		async close() {},
	};
}

/** A batch that is being prepared, and which it is. */
interface Prepared {
	epoch: number;
	batch: number;
	result: Promise<AugmentBatch>;
}

class AugmentedFeed implements Feed {
	private readonly thread: AugmentThread;
	private next: Prepared | undefined;

	constructor(
		private readonly images: Uint8Array,
		private readonly labels: Float32Array,
		private readonly indicesOf: (epoch: number, batch: number) => Int32Array,
		private readonly options: FeedOptions,
		pipeline: Pipeline,
	) {
		this.thread = new AugmentThread(pipeline);
	}

	async batch(epoch: number, batch: number): Promise<Batch> {
		const wanted = this.next;
		const isWanted = wanted?.epoch === epoch && wanted.batch === batch;
		const { images, labels } = await (isWanted
			? wanted.result
			: this.prepare(epoch, batch));
		this.next = this.following(epoch, batch);
		const indices = this.indicesOf(epoch, batch).map((_, i) => i);
		return { images, labels: labels, indices };
	}

	close(): Promise<void> {
		return this.thread.close();
	}

	/** Has the batch behind this one prepared; that of the next epoch behind the last. */
	private following(epoch: number, batch: number): Prepared | undefined {
		const faces = this.images.length / IMAGE_PIXELS;
		const isLast = (batch + 1) * this.options.batchSize >= faces;
		const next = isLast
			? { epoch: epoch + 1, batch: 0 }
			: { epoch, batch: batch + 1 };
		if (next.epoch >= this.options.epochs) return undefined;
		return { ...next, result: this.prepare(next.epoch, next.batch) };
	}

	private prepare(epoch: number, batch: number): Promise<AugmentBatch> {
		const indices = this.indicesOf(epoch, batch);
		const images = new Uint8Array(indices.length * IMAGE_PIXELS);
		const columns = (this.labels.length / this.images.length) * IMAGE_PIXELS;
		const labels = new Float32Array(indices.length * columns);
		const seeds = new Uint32Array(indices.length);
		indices.forEach((face, i) => {
			copyRow(this.images, face, images, i, IMAGE_PIXELS);
			copyRow(this.labels, face, labels, i, columns);
			seeds[i] = faceSeed(this.options.seed, epoch, face);
		});
		return this.thread.augment({ images, labels, seeds });
	}
}

function copyRow<T extends Uint8Array | Float32Array>(
	from: T,
	fromRow: number,
	to: T,
	toRow: number,
	length: number,
): void {
	to.set(
		from.subarray(fromRow * length, (fromRow + 1) * length),
		toRow * length,
	);
}
