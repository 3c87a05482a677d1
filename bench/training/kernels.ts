import * as tf from "@tensorflow/tfjs";
import type { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend";
import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import { median } from "./figures";

/** A convolution, a gradient of one, or a matrix product of a training step. */
export interface Operation {
	kind: "Conv2D" | "Conv2DBackpropInput" | "Conv2DBackpropFilter" | "MatMul";
	/** Shapes of the two tensors that it takes. */
	inputs: [number[], number[]];
	/** Shape of what it gives. */
	output: number[];
	stride?: number;
	padding?: string;
	transposeA?: boolean;
	transposeB?: boolean;
}

/**
 * All convolutions and matrix products of one training step: forward, and the
 * gradients by the weights and, except where a layer sees the images themselves,
 * by its input.
 */
export function stepOperations(
	network: tf.LayersModel,
	batch: number,
): Operation[] {
	let first = true;
	return network.layers.flatMap((layer) => {
		const weight = layer.weights.find(({ originalName }) =>
			originalName.endsWith("/kernel"),
		);
		if (!weight) return [];
		const kernel = weight.shape as number[];
		const [, ...inside] = layer.inboundNodes[0].inputShapes[0] as number[];
		const [, ...outside] = layer.outputShape as number[];
		const x = [batch, ...inside];
		const y = [batch, ...outside];
		const all =
			kernel.length === 2
				? products(x, kernel, y)
				: convolutions(x, kernel, y, layer.getConfig());
		const wanted = first ? all.slice(0, 2) : all;
		first = false;
		return wanted;
	});
}

/** Forward, gradient by the weights, gradient by the input. */
function products(x: number[], w: number[], y: number[]): Operation[] {
	const kind = "MatMul";
	return [
		{ kind, inputs: [x, w], output: y, transposeA: false, transposeB: false },
		{ kind, inputs: [x, y], output: w, transposeA: true, transposeB: false },
		{ kind, inputs: [y, w], output: x, transposeA: false, transposeB: true },
	];
}

/** In the same order. */
function convolutions(
	x: number[],
	w: number[],
	y: number[],
	config: tf.serialization.ConfigDict,
): Operation[] {
	const [stride] = config.strides as number[];
	const place = { stride, padding: config.padding as string };
	return [
		{ kind: "Conv2D", inputs: [x, w], output: y, ...place },
		{ kind: "Conv2DBackpropFilter", inputs: [x, y], output: w, ...place },
		{ kind: "Conv2DBackpropInput", inputs: [w, y], output: x, ...place },
	];
}

/**
 * Times operations alone, one after the other, each by the fastest kernel that
 * TensorFlow has for it: its own, or oneDNN's.
 */
export class KernelTimer {
	private readonly fastest: string[];

	constructor(private readonly operations: Operation[]) {
		this.fastest = operations.map((operation) => {
			const times = namesOf(operation).map((name) => ({
				name,
				ms: timeIfThere(operation, name),
			}));
			return times.reduce((a, b) => (b.ms < a.ms ? b : a)).name;
		});
	}

	/** Milliseconds of each operation, the median of `repeats`. */
	time(repeats: number): number[] {
		return this.operations.map((operation, i) =>
			timeOperation(operation, this.fastest[i], repeats),
		);
	}
}

/** TensorFlow's own kernel and oneDNN's. */
function namesOf({ kind }: Operation): string[] {
	return [kind, kind === "MatMul" ? "_MklMatMul" : `_MklNative${kind}`];
}

/** The best of two; infinite where this TensorFlow has no such kernel. */
function timeIfThere(operation: Operation, name: string): number {
	try {
		return Math.min(
			timeOperation(operation, name, 1),
			timeOperation(operation, name, 1),
		);
	} catch (error) {
		if (name === operation.kind) throw error;
		return Number.POSITIVE_INFINITY;
	}
}

function timeOperation(
	operation: Operation,
	name: string,
	repeats: number,
): number {
	const backend = tf.backend() as NodeJSKernelBackend;
	const attributes = attributesOf(operation, name, backend);
	return tf.tidy(() => {
		const tensors = operation.inputs.map((shape) => tf.fill(shape, 0.5));
		if (operation.kind === "Conv2DBackpropInput")
			tensors.unshift(tf.tensor1d(operation.output, "int32"));
		if (operation.kind === "Conv2DBackpropFilter")
			tensors.splice(1, 0, tf.tensor1d(operation.output, "int32"));
		const run = () =>
			backend.executeSingleOutput(name, attributes, tensors).dispose();
		run();
		return median(
			Array.from({ length: repeats }, () => {
				const started = performance.now();
				run();
				return performance.now() - started;
			}),
		);
	});
}

function attributesOf(
	{ kind, stride = 1, padding = "", transposeA, transposeB }: Operation,
	name: string,
	{ binding }: NodeJSKernelBackend,
): TFEOpAttr[] {
	const { TF_ATTR_TYPE, TF_ATTR_STRING, TF_ATTR_BOOL, TF_ATTR_INT } = binding;
	const attributes = [
		{ name: "T", type: TF_ATTR_TYPE, value: binding.TF_FLOAT },
	] as TFEOpAttr[];
	const add = (label: string, type: number, value: unknown) =>
		attributes.push({ name: label, type, value } as TFEOpAttr);
	if (kind === "MatMul") {
		add("transpose_a", TF_ATTR_BOOL, transposeA);
		add("transpose_b", TF_ATTR_BOOL, transposeB);
	} else {
		add("strides", TF_ATTR_INT, [1, stride, stride, 1]);
		add("padding", TF_ATTR_STRING, padding.toUpperCase());
	}
	if (name !== kind) add("_kernel", TF_ATTR_STRING, "MklNameChangeOp");
	return attributes;
}
