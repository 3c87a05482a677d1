import type { CApi, Output } from "./capi";
import { CompileError } from "./compileError";

/** A tensor of an operation that has run. */
interface Eager {
	handle: number;
}

/** A variable of TensorFlow, which operations change in place. */
interface Resource {
	resource: number;
	dtype: number;
}

/** A tensor of a graph that is being recorded: it has no value yet. */
interface Symbolic {
	symbol: Output;
	/** Of which graph. */
	graph: object;
}

/** What a tensor's number stands for. */
export type Held = Eager | Resource | Symbolic;

/** A `ConfigProto` with `gpu_options { allow_growth: true }`: TensorFlow takes a GPU's memory as it needs it, not all at once. */
const CONFIG = Uint8Array.of(0x32, 0x02, 0x20, 0x01);

/** TensorFlow's eager context, its errors, and the tensors that have a number. */
export class Runtime {
	/** Where TensorFlow puts what went wrong; {@link check} throws it. */
	status: number;
	readonly context: number;
	/** The name of the GPU that computes, as zero-ended bytes; undefined where the CPU does. */
	readonly gpu: Buffer | undefined;
	private readonly names = new Map<string, Buffer>();
	private readonly held = new Map<number, Held>();
	private nextId = 1;

	constructor(readonly api: CApi) {
		this.status = api.TF_NewStatus();
		const options = api.TFE_NewContextOptions();
		api.TFE_ContextOptionsSetConfig(
			options,
			CONFIG,
			CONFIG.length,
			this.status,
		);
		this.context = api.TFE_NewContext(options, this.status);
		api.TFE_DeleteContextOptions(options);
		this.check("TensorFlow's eager context");
		const gpu = this.devices().find(({ type }) => type === "GPU");
		this.gpu = gpu && this.nameOf(gpu.name);
	}

	/** Throws TensorFlow's message where the last call has failed. */
	check(doing: string): void {
		if (this.api.TF_GetCode(this.status) === 0) return;
		const message = this.api.TF_Message(this.status);
		this.api.TF_DeleteStatus(this.status);
		this.status = this.api.TF_NewStatus();
		throw new Error(`${doing}: ${message}`);
	}

	private devices(): { name: string; type: string }[] {
		const { api } = this;
		const list = api.TFE_ContextListDevices(this.context, this.status);
		this.check("list of devices");
		const count = api.TF_DeviceListCount(list);
		const devices = Array.from({ length: count }, (_, i) => ({
			name: api.TF_DeviceListName(list, i, this.status),
			type: api.TF_DeviceListType(list, i, this.status),
		}));
		api.TF_DeleteDeviceList(list);
		return devices;
	}

	/** A name as zero-ended bytes that stay: TensorFlow keeps their address. */
	nameOf(text: string): Buffer {
		let bytes = this.names.get(text);
		if (!bytes) {
			bytes = Buffer.from(`${text}\0`);
			this.names.set(text, bytes);
		}
		return bytes;
	}

	get size(): number {
		return this.held.size;
	}

	/** Gives a tensor its number. */
	keep(held: Held): number {
		this.held.set(this.nextId, held);
		return this.nextId++;
	}

	/** Puts something else behind a number. */
	replace(id: number, held: Held): void {
		this.held.set(id, held);
	}

	/** What a number stands for. */
	find(id: number, doing: string): Held {
		const held = this.held.get(id);
		if (!held)
			throw new Error(
				`${doing}: unknown tensor: ${id}; expected one that is not disposed`,
			);
		return held;
	}

	/** Lends a tensor's handle to `use`: that of its value now, where it is a variable's. */
	withHandle<T>(id: number, doing: string, use: (handle: number) => T): T {
		const held = this.find(id, doing);
		if ("handle" in held) return use(held.handle);
		if ("symbol" in held) throw valueless(doing);
		const handle = this.readVariable(held);
		try {
			return use(handle);
		} finally {
			this.api.TFE_DeleteTensorHandle(handle);
		}
	}

	/** A new handle of a variable's value; it shares the memory. */
	readVariable({ resource, dtype }: Resource): number {
		const { api } = this;
		const op = api.TFE_NewOp(
			this.context,
			this.nameOf("ReadVariableOp"),
			this.status,
		);
		this.check("read a variable");
		api.TFE_OpAddInput(op, resource, this.status);
		api.TFE_OpSetAttrType(op, this.nameOf("dtype"), dtype);
		const [handle] = this.run(op, 1, "read a variable");
		return handle;
	}

	/** Runs an operation that has its inputs and attributes, and deletes it. */
	run(op: number, outputs: number, doing: string): number[] {
		const { api } = this;
		const results = new BigUint64Array(outputs);
		const count = Int32Array.of(outputs);
		try {
			this.check(doing);
			api.TFE_Execute(op, results, count, this.status);
			this.check(doing);
		} finally {
			api.TFE_DeleteOp(op);
		}
		return Array.from(results.subarray(0, count[0]), Number);
	}

	shapeOf(handle: number): number[] {
		const rank = this.api.TFE_TensorHandleNumDims(handle, this.status);
		return Array.from({ length: rank }, (_, i) =>
			Number(this.api.TFE_TensorHandleDim(handle, i, this.status)),
		);
	}

	release(id: number): void {
		const held = this.find(id, "deleteTensor");
		this.held.delete(id);
		if ("handle" in held) this.api.TFE_DeleteTensorHandle(held.handle);
		// The variable ends with the last handle to it, having no name.
		if ("resource" in held) this.api.TFE_DeleteTensorHandle(held.resource);
	}
}

function valueless(doing: string): Error {
	return new CompileError(
		`${doing}: the tensor has no value: a step that is being compiled computes nothing yet, and what it computes later is only what it returns; read values outside of the step, and choose by tf.where instead of by an \`if\``,
	);
}
