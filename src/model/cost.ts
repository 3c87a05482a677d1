import type * as tf from "@tensorflow/tfjs";

/** What a model costs. */
export interface ModelCost {
	/** Numbers that training or batch norm sets. */
	parameters: number;
	/** Multiplications with an addition in convolutions and dense layers, for one image. */
	multiplyAdds: number;
}

/** Counts a model's parameters and its multiply-adds for one image. */
export function modelCost(network: tf.LayersModel): ModelCost {
	let multiplyAdds = 0;
	for (const layer of network.layers) {
		const kernel = layer.weights.find((weight) =>
			weight.originalName.endsWith("/kernel"),
		);
		if (!kernel) continue;
		// A kernel is used once for every cell of the layer's output.
		const [, ...output] = layer.outputShape as number[];
		const cells = output.slice(0, -1).reduce((product, n) => product * n, 1);
		multiplyAdds += cells * (kernel.shape as number[]).reduce((a, b) => a * b);
	}
	return { parameters: network.countParams(), multiplyAdds };
}
