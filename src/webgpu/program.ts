import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";

/** A computation in WGSL: tensors in, tensors out or changed in place. */
export interface Program {
	/** For messages. */
	name: string;
	/**
	 * The body of the function that each thread runs; `index` is its number. It sees
	 * the tensors by their names, as arrays of float32 unless `types` says otherwise.
	 */
	body: string;
	/** How many threads have work. */
	threads: number;
	inputs: Record<string, tf.TensorInfo>;
	/** Written, or read and written. */
	outputs: Record<string, tf.TensorInfo>;
	/** The type of some tensors' elements in WGSL, for example `vec4f`. Default `f32`. */
	types?: Record<string, string>;
	/** Functions in WGSL that the body calls. */
	functions?: string;
}

const WORKGROUP = 64;
/** Every device lets this many workgroups stand in a row. */
const ROW = 65535;

/**
 * Runs a program. Shapes and sizes stand in its text as numbers, so it needs no
 * uniforms, whose upload for each operation costs TensorFlow.js more than a small
 * operation takes.
 */
export function runProgram(backend: DawnBackend, program: Program): void {
	const { inputs, outputs } = program;
	const tensors = [...Object.values(inputs), ...Object.values(outputs)];
	for (const { dataId } of tensors) backend.uploadToGPU(dataId);
	for (const { dataId } of Object.values(outputs)) {
		const data = backend.tensorMap.get(dataId);
		// A copy on the CPU, from an upload or a reading, is out of date from now on.
		Object.assign(data, { values: null });
	}
	const groups = Math.ceil(program.threads / WORKGROUP);
	const columns = Math.min(groups, ROW);
	const pipeline = pipelineOf(backend.device, textOf(program, columns));
	const bindGroup = backend.device.createBindGroup({
		layout: pipeline.getBindGroupLayout(0),
		entries: tensors.map(({ dataId }, binding) => {
			const buffer = backend.tensorMap.get(dataId).resource as GPUBuffer;
			return { binding, resource: { buffer } };
		}),
	});
	backend.ensureCommandEncoderReady();
	backend.computePassEncoder ??= backend.commandEncoder.beginComputePass();
	const pass = backend.computePassEncoder;
	pass.setPipeline(pipeline);
	pass.setBindGroup(0, bindGroup);
	pass.dispatchWorkgroups(columns, Math.ceil(groups / columns));
	for (const { dataId } of tensors) backend.commandQueueOwnedIds.add(dataId);
	backend.dispatchCountInPass++;
	const most = tf.env().getNumber("WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE");
	if (backend.dispatchCountInPass >= most) {
		backend.endComputePassEncoder();
		backend.submitQueue();
	}
}

/** A new tensor whose values a program writes; the caller disposes it. */
export function emptyTensor(backend: DawnBackend, shape: number[]): tf.Tensor {
	const made = backend.makeTensorInfo(shape, "float32");
	return tf.engine().makeTensorFromTensorInfo(made);
}

function textOf(program: Program, columns: number): string {
	const {
		body,
		threads,
		inputs,
		outputs,
		types = {},
		functions = "",
	} = program;
	const names = [...Object.keys(inputs), ...Object.keys(outputs)];
	const bindings = names.map((name, i) => {
		const access = Object.hasOwn(outputs, name) ? "read_write" : "read";
		return `@group(0) @binding(${i}) var<storage, ${access}> ${name}: array<${types[name] ?? "f32"}>;`;
	});
	return `// ${program.name}
${bindings.join("\n")}
${functions}
@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3u) {
let index = i32(id.x + id.y * ${columns * WORKGROUP}u);
if (index >= ${threads}) { return; }
${body}
}`;
}

const pipelines = new WeakMap<GPUDevice, Map<string, GPUComputePipeline>>();

function pipelineOf(device: GPUDevice, code: string): GPUComputePipeline {
	const known = pipelines.get(device) ?? new Map<string, GPUComputePipeline>();
	pipelines.set(device, known);
	let pipeline = known.get(code);
	if (!pipeline) {
		const module = device.createShaderModule({ code });
		pipeline = device.createComputePipeline({
			layout: "auto",
			compute: { module, entryPoint: "main" },
		});
		known.set(code, pipeline);
	}
	return pipeline;
}
