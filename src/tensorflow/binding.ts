import type {
	TFEOpAttr,
	TFJSBinding,
} from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import { setAttribute } from "./attributes";
import type { CApi } from "./capi";
import { Runtime } from "./runtime";
import { type Source, type TensorMetadata, Trace } from "./trace";
import { ATTRIBUTE, TYPE } from "./types";
import { newTensor, readTensor } from "./values";

const MAX_OUTPUTS = 1024;

/**
 * Types whose tensors stay in the memory of the CPU where a GPU computes: its
 * kernels expect shapes, axes and indices there, and none gathers rows of bytes.
 */
const STAY: number[] = [TYPE.TF_INT32, TYPE.TF_UINT8, TYPE.TF_STRING];

/** The name by which `VarHandleOp` makes a variable of its own at every call. */
const ANONYMOUS = "cd2c89b7-88b7-44c8-ad83-06c2a9158347";

/** A step that TensorFlow runs as one operation. */
export interface RecordedStep {
	/** The operation's name. */
	name: string;
	/** Where its inputs come from, in their order. */
	sources: Source[];
}

/** tfjs-node's binding, and what it has no counterpart for. */
export interface Binding extends TFJSBinding {
	/**
	 * Records what `body` executes, instead of running it, as one operation.
	 *
	 * @param inputs tensors of the type and shape of what is given at each call
	 * @param body is given what stands for them, and returns the operation's outputs
	 */
	record(
		inputs: number[],
		body: (inputs: TensorMetadata[]) => number[],
	): RecordedStep;
	isRecording(): boolean;
	forget(step: RecordedStep): void;
	/**
	 * Runs an operation that changes its first inputs in place, such as
	 * `ResourceApplyAdam`. Each becomes a variable of TensorFlow, if it is none
	 * yet, and is read as any tensor.
	 */
	update(
		opName: string,
		attributes: TFEOpAttr[],
		variables: number[],
		inputs: number[],
	): void;
	/** Whether a tensor may change its values, since {@link update} was given it. */
	isVariable(id: number): boolean;
	/** Whether a convolution or a product of matrices has run, which settles the precision. */
	hasMultiplied(): boolean;
	/** Whether TensorFlow can run an operation on the device that computes. */
	hasKernel(opName: string): boolean;
}

/**
 * What tfjs-node's kernels ask of their C++ addon, answered by TensorFlow's C API:
 * tensors are handles of the eager runtime, an operation runs when it is called.
 *
 * Every failure of TensorFlow is thrown as an `Error` with its message.
 * Saved models are not bound: nothing in this project reads one.
 */
export function createBinding(api: CApi): Binding {
	const runtime = new Runtime(api);
	let trace: Trace | undefined;
	let steps = 0;
	let multiplied = false;

	function createTensor(
		shape: number[],
		dtype: number,
		values: unknown,
	): number {
		const tensor = newTensor(api, shape, dtype, values);
		const handle = api.TFE_NewTensorHandle(tensor, runtime.status);
		api.TF_DeleteTensor(tensor);
		runtime.check(`createTensor of shape [${shape}]`);
		return runtime.keep({ handle: toDevice(handle, dtype) });
	}

	/**
	 * Moves a new tensor to the GPU, where one computes, so that it is sent once and
	 * not at every use.
	 */
	function toDevice(handle: number, dtype: number): number {
		const stays = STAY.includes(dtype);
		if (!runtime.gpu || stays) return handle;
		const { context, gpu, status } = runtime;
		const moved = api.TFE_TensorHandleCopyToDevice(
			...[handle, context, gpu, status],
		);
		api.TFE_DeleteTensorHandle(handle);
		runtime.check("createTensor on the GPU");
		return moved;
	}

	function tensorDataSync(id: number) {
		return runtime.withHandle(id, "tensorDataSync", (handle) => {
			const tensor = api.TFE_TensorHandleResolve(handle, runtime.status);
			runtime.check("tensorDataSync");
			try {
				return readTensor(api, tensor, api.TFE_TensorHandleDataType(handle));
			} finally {
				api.TF_DeleteTensor(tensor);
			}
		});
	}

	/** Runs an operation on handles of tensors and variables. */
	function run(
		opName: string,
		attributes: TFEOpAttr[],
		handles: number[],
		outputs: number,
	): number[] {
		const doing = `operation ${opName}`;
		multiplied ||= /Conv|MatMul|^step_/.test(opName);
		const { context } = runtime;
		const op = api.TFE_NewOp(context, runtime.nameOf(opName), runtime.status);
		runtime.check(doing);
		for (const attribute of attributes) {
			const name = runtime.nameOf(attribute.name);
			setAttribute(api, "TFE_OpSetAttr", op, attribute, name, runtime.status);
		}
		for (const handle of handles)
			api.TFE_OpAddInput(op, handle, runtime.status);
		return runtime.run(op, outputs, doing);
	}

	/** Lends the handles of tensors to `use`. */
	function withHandles<T>(
		ids: number[],
		doing: string,
		use: (handles: number[]) => T,
	): T {
		const lent: number[] = [];
		try {
			const handles = ids.map((id) => {
				const held = runtime.find(id, doing);
				if ("handle" in held) return held.handle;
				if ("symbol" in held) return runtime.withHandle(id, doing, (h) => h);
				const handle = runtime.readVariable(held);
				lent.push(handle);
				return handle;
			});
			return use(handles);
		} finally {
			for (const handle of lent) api.TFE_DeleteTensorHandle(handle);
		}
	}

	function executeOp(
		opName: string,
		attributes: TFEOpAttr[],
		inputIds: number[],
		outputs: number,
	): TensorMetadata[] {
		if (outputs > MAX_OUTPUTS)
			throw new Error(
				`executeOp: invalid number of outputs of ${opName}: ${outputs}; expected at most ${MAX_OUTPUTS}`,
			);
		if (trace) return trace.execute(opName, attributes, inputIds, outputs);
		const made = withHandles(inputIds, `operation ${opName}`, (handles) =>
			run(opName, attributes, handles, outputs),
		);
		return made.map((handle) => ({
			id: runtime.keep({ handle }),
			shape: runtime.shapeOf(handle),
			dtype: api.TFE_TensorHandleDataType(handle),
		}));
	}

	function record(
		inputs: number[],
		body: (inputs: TensorMetadata[]) => number[],
	): RecordedStep {
		const recording = new Trace(runtime);
		const name = `step_${steps++}`;
		const kinds = inputs.map((id) =>
			runtime.withHandle(id, "compile", (handle) => ({
				dtype: api.TFE_TensorHandleDataType(handle),
				shape: runtime.shapeOf(handle),
			})),
		);
		trace = recording;
		try {
			const given = kinds.map(({ dtype, shape }, i) =>
				recording.input(i, dtype, shape),
			);
			const outputs = body(given).map((id) => recording.symbolOf(id));
			recording.graph.toFunction(name, outputs);
		} finally {
			trace = undefined;
			recording.graph.dispose();
		}
		return { name, sources: recording.sources };
	}

	function forget({ name, sources }: RecordedStep): void {
		const label = runtime.nameOf(name);
		api.TFE_ContextRemoveFunction(runtime.context, label, runtime.status);
		runtime.check("compile");
		for (const source of sources)
			if ("captured" in source) runtime.release(source.captured);
	}

	/** The variable behind a tensor's number, made of its value if there is none yet. */
	function variableOf(id: number): number {
		const held = runtime.find(id, "update");
		if ("resource" in held) return held.resource;
		return runtime.withHandle(id, "update", (value) => {
			const dtype = api.TFE_TensorHandleDataType(value);
			const type = {
				name: "dtype",
				type: ATTRIBUTE.TF_ATTR_TYPE,
				value: dtype,
			};
			const shape = {
				name: "shape",
				type: ATTRIBUTE.TF_ATTR_SHAPE,
				value: runtime.shapeOf(value),
			};
			const anonymous = {
				name: "shared_name",
				type: ATTRIBUTE.TF_ATTR_STRING,
				value: ANONYMOUS,
			};
			const [resource] = run("VarHandleOp", [type, shape, anonymous], [], 1);
			run("AssignVariableOp", [type], [resource, value], 0);
			runtime.replace(id, { resource, dtype });
			api.TFE_DeleteTensorHandle(value);
			return resource;
		});
	}

	function update(
		opName: string,
		attributes: TFEOpAttr[],
		variables: number[],
		inputs: number[],
	): void {
		const resources = variables.map(variableOf);
		withHandles(inputs, `operation ${opName}`, (handles) =>
			run(opName, attributes, [...resources, ...handles], 0),
		);
	}

	function hasKernel(opName: string): boolean {
		const name = runtime.nameOf(opName);
		const kernels = api.TF_GetRegisteredKernelsForOp(name, runtime.status);
		runtime.check(`kernels of ${opName}`);
		// A TF_Buffer: the address of a KernelList message, and its length.
		const buffer = new BigUint64Array(2);
		api.copyOut(buffer, kernels, buffer.byteLength);
		const message = Buffer.alloc(Number(buffer[1]));
		if (message.length) api.copyOut(message, Number(buffer[0]), message.length);
		api.TF_DeleteBuffer(kernels);
		// Each kernel names its device in field 2: the tag 0x12, the length, the name.
		return message.includes(`\x12\x03${runtime.gpu ? "GPU" : "CPU"}`);
	}

	function noSavedModels(): never {
		throw new Error(
			"saved models are not supported by this binding; expected a model of tf.layers",
		);
	}

	return {
		TensorMetadata: class {} as unknown as TFJSBinding["TensorMetadata"],
		TFEOpAttr: class {} as unknown as TFJSBinding["TFEOpAttr"],
		createTensor,
		deleteTensor: (id) => runtime.release(id),
		tensorDataSync: tensorDataSync as TFJSBinding["tensorDataSync"],
		executeOp,
		record,
		isRecording: () => trace !== undefined,
		forget,
		update,
		isVariable: (id) => "resource" in runtime.find(id, "isVariable"),
		hasMultiplied: () => multiplied,
		hasKernel,
		loadSavedModel: noSavedModels,
		deleteSavedModel: noSavedModels,
		runSavedModel: noSavedModels,
		getNumOfSavedModels: () => 0,
		getNumOfTensors: () => runtime.size,
		isUsingGpuDevice: () => runtime.gpu !== undefined,
		...TYPE,
		...ATTRIBUTE,
		TF_Version: api.TF_Version(),
	};
}
