/** Which optimizer, and its numbers; plain data, so that a run can save it. */
export interface OptimizerConfig {
	/**
	 * Adam (arXiv 1412.6980), AdamW: with decoupled weight decay (arXiv 1711.05101),
	 * RMSprop as Keras has it (https://keras.io/api/optimizers/rmsprop/), or
	 * stochastic gradient descent.
	 */
	kind: "adam" | "adamw" | "rmsprop" | "sgd";
	/** Adam, AdamW: decay of the mean of the gradients. Default 0.9. */
	beta1?: number;
	/** Adam, AdamW: decay of the mean of their squares. Default 0.999. */
	beta2?: number;
	/** Adam, AdamW: added to the root of the second mean; RMSprop: to what the root is taken of. Default 1e-7, as in Keras. */
	epsilon?: number;
	/** RMSprop: decay of the mean of the squared gradients. Default 0.9. */
	rho?: number;
	/** AdamW: share of each kernel that a step of rate 1 removes; biases and batch norm keep theirs. Default 0.01. */
	weightDecay?: number;
	/** SGD: share of the last step that is taken again. Default 0. */
	momentum?: number;
}
