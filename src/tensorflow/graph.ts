import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import { setAttribute } from "./attributes";
import type { Output } from "./capi";
import type { Runtime } from "./runtime";
import { ATTRIBUTE } from "./types";

/**
 * Operations that are recorded rather than run, and become one function of
 * TensorFlow: it optimises and runs them as a whole.
 */
export class Graph {
	private readonly pointer: number;
	private readonly inputs: Output[] = [];
	private operations = 0;

	constructor(private readonly runtime: Runtime) {
		this.pointer = runtime.api.TF_NewGraph();
	}

	/** The function's next input. */
	input(dtype: number, shape: number[]): Output {
		const output = this.add("Placeholder", [
			{ name: "dtype", type: ATTRIBUTE.TF_ATTR_TYPE, value: dtype },
			{ name: "shape", type: ATTRIBUTE.TF_ATTR_SHAPE, value: shape },
		]);
		this.inputs.push(output);
		return output;
	}

	/** @param tensor pointer of a `TF_Tensor`, which is copied */
	constant(tensor: number, dtype: number): Output {
		const type = { name: "dtype", type: ATTRIBUTE.TF_ATTR_TYPE, value: dtype };
		return this.add("Const", [type], [], tensor);
	}

	/**
	 * Records an operation.
	 *
	 * @returns its first output; the others differ in the index
	 */
	add(
		opName: string,
		attributes: TFEOpAttr[],
		inputs: Output[] = [],
		value?: number,
	): Output {
		const { api, status } = this.runtime;
		const type = this.runtime.nameOf(opName);
		const name = Buffer.from(`${opName}_${this.operations++}\0`);
		const op = api.TF_NewOperation(this.pointer, type, name);
		// tfjs passes a list as single inputs, and its length as the attribute N.
		const length = Number(
			attributes.find(({ name }) => name === "N")?.value ?? 0,
		);
		if (length)
			api.TF_AddInputList(op, packed(inputs.slice(0, length)), length);
		for (const input of inputs.slice(length)) api.TF_AddInput(op, input);
		for (const attribute of attributes) {
			if (attribute.name === "N") continue;
			const label = this.runtime.nameOf(attribute.name);
			setAttribute(api, "TF_SetAttr", op, attribute, label, status);
		}
		if (value !== undefined)
			api.TF_SetAttrTensor(op, this.runtime.nameOf("value"), value, status);
		const made = api.TF_FinishOperation(op, status);
		this.runtime.check(`operation ${opName}`);
		return { op: made, index: 0 };
	}

	outputsOf({ op }: Output): number {
		return this.runtime.api.TF_OperationNumOutputs(op);
	}

	/** Type and shape of an output, as far as TensorFlow can tell before it runs. */
	describe(output: Output): { dtype: number; shape: number[] } {
		const { api, status } = this.runtime;
		const dtype = api.TF_OperationOutputType(output);
		const rank = api.TF_GraphGetTensorNumDims(this.pointer, output, status);
		const dims = new BigInt64Array(Math.max(rank, 1));
		if (rank > 0)
			api.TF_GraphGetTensorShape(this.pointer, output, dims, rank, status);
		this.runtime.check("shape of a recorded tensor");
		const shape = Array.from(dims.subarray(0, Math.max(rank, 0)), Number);
		return { dtype, shape };
	}

	/** Makes what was recorded a function, which `executeOp` knows by its name. */
	toFunction(name: string, outputs: Output[]): void {
		const { api, context, status } = this.runtime;
		const all = -1;
		const { inputs } = this;
		const made = api.TF_GraphToFunction(
			this.pointer,
			this.runtime.nameOf(name),
			0,
			all,
			null,
			inputs.length,
			packed(inputs),
			outputs.length,
			packed(outputs),
			null,
			null,
			null,
			status,
		);
		this.runtime.check("compile");
		api.TFE_ContextAddFunction(context, made, status);
		api.TF_DeleteFunction(made);
		this.runtime.check("compile");
	}

	dispose(): void {
		this.runtime.api.TF_DeleteGraph(this.pointer);
	}
}

/** An array of `TF_Output`, each a pointer and an int, padded to 16 bytes. */
function packed(outputs: Output[]): BigInt64Array {
	return BigInt64Array.from(
		outputs.flatMap(({ op, index }) => [BigInt(op), BigInt(index)]),
	);
}
