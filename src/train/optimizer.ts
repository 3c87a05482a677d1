import * as tf from "@tensorflow/tfjs";

/** Which optimizer, and its numbers; plain data, so that a run can save it. */
export interface OptimizerConfig {
	/** Adam (arXiv 1412.6980), or AdamW: with decoupled weight decay (arXiv 1711.05101). */
	kind: "adam" | "adamw";
	/** Decay of the mean of the gradients. Default 0.9. */
	beta1?: number;
	/** Decay of the mean of their squares. Default 0.999. */
	beta2?: number;
	/** Added to the root of the second mean. Default 1e-7, as in Keras. */
	epsilon?: number;
	/** AdamW: share of each kernel that a step of rate 1 removes; biases and batch norm keep theirs. Default 0.01. */
	weightDecay?: number;
}

/**
 * Adam and AdamW over a fixed list of variables.
 *
 * It differs from `tf.train.adam` where a run that resumes must equal one that
 * never stopped: the state is complete in {@link Optimizer.state} and
 * {@link Optimizer.steps}, and the bias correction follows from the number of
 * steps rather than from products rounded at each of them.
 */
export class Optimizer {
	/** Steps taken so far. */
	steps = 0;
	private readonly config: Required<OptimizerConfig>;
	private readonly moments: { mean: tf.Variable; square: tf.Variable }[];

	/** @param variables what to train; the optimizer keeps two variables of the same size for each */
	constructor(
		private readonly variables: readonly tf.Variable[],
		config: OptimizerConfig,
	) {
		const { kind, beta1 = 0.9, beta2 = 0.999 } = config;
		const { epsilon = 1e-7, weightDecay = 0.01 } = config;
		this.config = { kind, beta1, beta2, epsilon, weightDecay };
		this.moments = variables.map((variable) => ({
			mean: zerosLike(variable),
			square: zerosLike(variable),
		}));
	}

	/**
	 * One step: changes the variables along their gradients.
	 *
	 * @param gradients one for each variable, in their order; not disposed here
	 */
	apply(gradients: readonly tf.Tensor[], learningRate: number): void {
		const { kind, beta1, beta2, epsilon, weightDecay } = this.config;
		this.steps++;
		// Both means start at zero and are too small at first; this makes up for it.
		const correction =
			Math.sqrt(1 - beta2 ** this.steps) / (1 - beta1 ** this.steps);
		this.variables.forEach((variable, i) => {
			const { mean, square } = this.moments[i];
			tf.tidy(() => {
				const gradient = gradients[i];
				mean.assign(mean.mul(beta1).add(gradient.mul(1 - beta1)));
				square.assign(square.mul(beta2).add(gradient.square().mul(1 - beta2)));
				const step = mean
					.div(square.sqrt().add(epsilon))
					.mul(learningRate * correction);
				const decays = kind === "adamw" && variable.rank > 1;
				const kept = decays
					? variable.mul(1 - learningRate * weightDecay)
					: variable;
				variable.assign(kept.sub(step));
			});
		});
	}

	/** Everything a checkpoint must hold besides the number of steps, by name. */
	state(): Record<string, tf.Variable> {
		return Object.fromEntries(
			this.moments.flatMap(({ mean, square }, i) => [
				[`${i}/mean`, mean],
				[`${i}/square`, square],
			]),
		);
	}

	dispose(): void {
		for (const { mean, square } of this.moments) tf.dispose([mean, square]);
	}
}

function zerosLike(variable: tf.Variable): tf.Variable {
	return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}
