import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import type { Output } from "./capi";
import { Graph } from "./graph";
import type { Runtime } from "./runtime";

/** A tensor's number in the binding, its shape and TensorFlow's number for its type. */
export interface TensorMetadata {
	id: number;
	shape: number[];
	dtype: number;
}

/** What an input of a function takes: what is given at each call, or a tensor that is held for it. */
export type Source = { given: number } | { captured: number };

/** Up to this many bytes a tensor from outside is written into the function. */
const CONSTANT_BYTES = 4096;

/**
 * What happens between the start and the end of a step's recording: operations
 * become nodes of a graph, their results tensors that have a number and no value.
 */
export class Trace {
	readonly graph: Graph;
	/** Where the function's inputs come from, in their order. */
	readonly sources: Source[] = [];
	private readonly outside = new Map<number, Output>();
	private readonly unused = new Map<number, () => Output>();

	constructor(private readonly runtime: Runtime) {
		this.graph = new Graph(runtime);
	}

	/** A tensor that stands for one that is given at each call; an input once it is used. */
	input(given: number, dtype: number, shape: number[]): TensorMetadata {
		const symbol = { op: 0, index: 0 };
		const id = this.runtime.keep({ symbol, graph: this.graph });
		this.unused.set(id, () => {
			this.sources.push({ given });
			this.unused.delete(id);
			return Object.assign(symbol, this.graph.input(dtype, shape));
		});
		return { id, dtype, shape };
	}

	execute(
		opName: string,
		attributes: TFEOpAttr[],
		inputIds: number[],
		outputs: number,
	): TensorMetadata[] {
		const inputs = inputIds.map((id) => this.symbolOf(id));
		const first = this.graph.add(opName, attributes, inputs);
		const count = Math.min(outputs, this.graph.outputsOf(first));
		return Array.from({ length: count }, (_, index) =>
			this.keep({ ...first, index }),
		);
	}

	/** What stands for a tensor in the graph, be it the graph's own or from outside. */
	symbolOf(id: number): Output {
		const held = this.runtime.find(id, "compile");
		if ("symbol" in held && held.graph === this.graph)
			return this.unused.get(id)?.() ?? held.symbol;
		let output = this.outside.get(id);
		if (!output) {
			output = this.bringIn(id);
			this.outside.set(id, output);
		}
		return output;
	}

	private keep(symbol: Output): TensorMetadata {
		const id = this.runtime.keep({ symbol, graph: this.graph });
		return { id, ...this.graph.describe(symbol) };
	}

	/** A small tensor from outside becomes a constant, a large one an input. */
	private bringIn(id: number): Output {
		const { runtime } = this;
		const { api } = runtime;
		return runtime.withHandle(id, "compile", (handle) => {
			const dtype = api.TFE_TensorHandleDataType(handle);
			const tensor = api.TFE_TensorHandleResolve(handle, runtime.status);
			runtime.check("compile");
			try {
				if (api.TF_TensorByteSize(tensor) <= CONSTANT_BYTES)
					return this.graph.constant(tensor, dtype);
			} finally {
				api.TF_DeleteTensor(tensor);
			}
			const copy = api.TFE_TensorHandleCopySharingTensor(
				handle,
				runtime.status,
			);
			runtime.check("compile");
			this.sources.push({ captured: runtime.keep({ handle: copy }) });
			return this.graph.input(dtype, runtime.shapeOf(copy));
		});
	}
}
