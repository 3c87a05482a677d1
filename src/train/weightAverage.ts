import * as tf from "@tensorflow/tfjs";
import { type CompiledStep, compile } from "../backend";

/**
 * The moving average of a model's weights over the steps of its training, batch
 * norm's statistics among them: `average += (weight - average) (1 - decay)`. It
 * lies nearer to the middle of where the last steps wandered, and mostly does
 * better on new faces than any of them.
 *
 * Source: Polyak and Juditsky 1992; as here in arXiv 1703.01780
 */
export class WeightAverage {
	private readonly weights: tf.Variable[];
	private readonly averages: tf.Variable[];
	private readonly follow: CompiledStep<(share: tf.Tensor) => tf.Tensor>;

	/** @param decay share of the average that a step keeps, in [0, 1) */
	constructor(
		network: tf.LayersModel,
		private readonly decay: number,
	) {
		this.weights = network.weights.map(
			(weight) => weight.read() as tf.Variable,
		);
		this.averages = this.weights.map((weight) =>
			tf.tidy(() => tf.variable(weight.clone(), false)),
		);
		this.follow = compile((share) => {
			this.averages.forEach((average, i) => {
				const away = this.weights[i].sub(average);
				average.assign(average.add(away.mul(share)));
			});
			return share.clone();
		});
	}

	/**
	 * Takes in the weights after a step. The first steps count more, so that the
	 * untrained weights are soon forgotten.
	 *
	 * @param step its number, 1 for the first
	 */
	update(step: number): void {
		const decay = Math.min(this.decay, (1 + step) / (10 + step));
		tf.tidy(() => {
			this.follow(tf.scalar(1 - decay));
		});
	}

	/** Exchanges the model's weights and their averages; twice is as before. */
	swap(): void {
		this.weights.forEach((weight, i) => {
			tf.tidy(() => {
				const own = weight.clone();
				weight.assign(this.averages[i].clone());
				this.averages[i].assign(own);
			});
		});
	}

	/** The averages by name, as a checkpoint holds them. */
	state(): Record<string, tf.Variable> {
		return Object.fromEntries(
			this.averages.map((average, i) => [String(i), average]),
		);
	}

	dispose(): void {
		this.follow.dispose();
		tf.dispose(this.averages);
	}
}
