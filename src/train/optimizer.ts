import * as tf from "@tensorflow/tfjs";
import { adamInPlace, momentumInPlace } from "../backend";
import type { OptimizerConfig } from "../run";

/** What each kind remembers of a variable from step to step. */
const MEMORY = {
	adam: ["mean", "square"],
	adamw: ["mean", "square"],
	rmsprop: ["square"],
};

/** The method that takes a step of each kind. */
const STEPS = {
	adam: "adam",
	adamw: "adam",
	rmsprop: "scaleByRoot",
	sgd: "descend",
} as const;

/**
 * Adam, AdamW, RMSprop and SGD over a fixed list of variables.
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
	/** What is remembered of each variable, by name. */
	private readonly memory: Record<string, tf.Variable>[];

	/** @param variables what to train; Adam keeps two variables of the same size for each */
	constructor(
		private readonly variables: readonly tf.Variable[],
		config: OptimizerConfig,
	) {
		const { kind, beta1 = 0.9, beta2 = 0.999, rho = 0.9 } = config;
		const { epsilon = 1e-7, weightDecay = 0.01, momentum = 0 } = config;
		this.config = { kind, beta1, beta2, rho, epsilon, weightDecay, momentum };
		const names =
			kind === "sgd" ? (momentum ? ["velocity"] : []) : MEMORY[kind];
		this.memory = variables.map((variable) =>
			Object.fromEntries(names.map((name) => [name, zerosLike(variable)])),
		);
	}

	/**
	 * One step: changes the variables along their gradients.
	 *
	 * @param gradients one for each variable, in their order; not disposed here
	 */
	apply(gradients: readonly tf.Tensor[], learningRate: number): void {
		this.steps++;
		const step = STEPS[this.config.kind];
		this.variables.forEach((variable, i) => {
			const memory = Object.values(this.memory[i]);
			tf.tidy(() =>
				this[step]([variable, ...memory], gradients[i], learningRate),
			);
		});
	}

	private adam(
		variables: tf.Variable[],
		gradient: tf.Tensor,
		learningRate: number,
	): void {
		const { kind, beta1, beta2, epsilon, weightDecay } = this.config;
		const [variable, mean, square] = variables;
		// Both means start at zero and are too small at first; this makes up for it.
		const correction =
			Math.sqrt(1 - beta2 ** this.steps) / (1 - beta1 ** this.steps);
		const rate = learningRate * correction;
		const decays = kind === "adamw" && variable.rank > 1;
		const decay = decays ? learningRate * weightDecay : 0;
		const step = { rate, beta1, beta2, epsilon, decay };
		if (adamInPlace(variables, gradient, step)) return;
		mean.assign(mean.mul(beta1).add(gradient.mul(1 - beta1)));
		square.assign(square.mul(beta2).add(gradient.square().mul(1 - beta2)));
		const change = mean.div(square.sqrt().add(epsilon)).mul(rate);
		variable.assign(variable.mul(1 - decay).sub(change));
	}

	private scaleByRoot(
		[variable, square]: tf.Variable[],
		gradient: tf.Tensor,
		rate: number,
	): void {
		const { rho, epsilon } = this.config;
		square.assign(square.mul(rho).add(gradient.square().mul(1 - rho)));
		const change = gradient.mul(rate).div(square.add(epsilon).sqrt());
		variable.assign(variable.sub(change));
	}

	private descend(
		variables: tf.Variable[],
		gradient: tf.Tensor,
		rate: number,
	): void {
		const { momentum } = this.config;
		const [variable, velocity] = variables;
		if (momentumInPlace(variables, gradient, { rate, momentum })) return;
		const change = gradient.mul(-rate);
		velocity?.assign(velocity.mul(momentum).add(change));
		variable.assign(variable.add(velocity ?? change));
	}

	/** Everything a checkpoint must hold besides the number of steps, by name. */
	state(): Record<string, tf.Variable> {
		return Object.fromEntries(
			this.memory.flatMap((memory, i) =>
				Object.entries(memory).map(([name, value]) => [`${i}/${name}`, value]),
			),
		);
	}

	dispose(): void {
		tf.dispose(this.memory);
	}
}

function zerosLike(variable: tf.Variable): tf.Variable {
	return tf.tidy(() => tf.variable(tf.zerosLike(variable), false));
}
