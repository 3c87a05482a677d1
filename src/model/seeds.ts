import * as tf from "@tensorflow/tfjs";
import { mixSeed } from "../base";

/**
 * Gives each layer of a network its own seed, in the order in which the layers
 * are made, so that one number decides all initial weights and dropout masks.
 */
export class LayerSeeds {
	private made = 0;

	constructor(private readonly seed: number) {}

	next(): number {
		return mixSeed(this.seed, this.made++);
	}

	/** He et al.'s uniform initializer for layers before a ReLU (arXiv 1502.01852). */
	heUniform() {
		return tf.initializers.heUniform({ seed: this.next() });
	}

	/** Glorot and Bengio's uniform initializer for the output layer. */
	glorotUniform() {
		return tf.initializers.glorotUniform({ seed: this.next() });
	}
}
