import type * as tf from "@tensorflow/tfjs";
import type { TestTimeAugmentation } from "./forwardPass";
import { hasHeatmaps } from "./keypointNet";
import { type PredictOptions, predict, predictWithSpread } from "./predict";

/** What a detector finds on images. */
export interface Detection {
	/** x and y of the 15 points, [n, 30] in pixels. */
	points: Float32Array;
	/** How widely the heatmap of each point is spread, [n, 15] in pixels; absent where the network has no heatmaps. */
	spread?: Float32Array;
}

/** How {@link Detector.predict} predicts. */
export interface DetectOptions
	extends Omit<PredictOptions, keyof TestTimeAugmentation> {
	/** Whether to see each image once only, for speed: no test-time augmentation. Default false. */
	once?: boolean;
}

/**
 * Finds the points of face images: a network together with the way in which it
 * predicts best, so that nobody who uses it has to know that.
 */
export class Detector {
	/**
	 * @param network from `[n, 96, 96, 1]` in [0, 1] to `[n, 30]` in pixels, or to
	 *   `[n, 34]` with two labelling sources; disposed with the detector
	 * @param views what it averages over
	 */
	constructor(
		readonly network: tf.LayersModel,
		readonly views: TestTimeAugmentation = {},
	) {}

	/** Whether it tells the spread of its heatmaps, by which it can search a photo for a face. */
	get hasSpread(): boolean {
		return hasHeatmaps(this.network);
	}

	/**
	 * The points of images, and how sure the network is of each.
	 *
	 * @param images grey values 0-255, [n, 96, 96]
	 * @throws where the images are no whole number of such, or there is not one source
	 *   for each; where a prediction is not finite, which means that training has diverged
	 */
	async predict(
		images: Uint8Array,
		{ once = false, ...options }: DetectOptions = {},
	): Promise<Detection> {
		const all = once ? options : { ...options, ...this.views };
		if (this.hasSpread) return predictWithSpread(this.network, images, all);
		return { points: await predict(this.network, images, all) };
	}

	/** Frees the network. */
	dispose(): void {
		this.network.dispose();
	}
}
