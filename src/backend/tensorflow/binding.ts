import type {
	TFEOpAttr,
	TFJSBinding,
} from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import { setAttribute } from "./attributes";
import type { CApi } from "./capi";
import { ATTRIBUTE, TYPE } from "./types";

/** A tensor's number in the binding, its shape and TensorFlow's number for its type. */
interface TensorMetadata {
	id: number;
	shape: number[];
	dtype: number;
}

const ARRAY_OF_TYPE: Record<
	number,
	new (
		length: number,
	) => Float32Array | Int32Array | Uint8Array | BigInt64Array
> = {
	[TYPE.TF_FLOAT]: Float32Array,
	[TYPE.TF_COMPLEX64]: Float32Array,
	[TYPE.TF_INT32]: Int32Array,
	[TYPE.TF_INT64]: BigInt64Array,
	[TYPE.TF_UINT8]: Uint8Array,
	[TYPE.TF_BOOL]: Uint8Array,
};

const STRING_BYTES = 24; // sizeof(TF_TString)
const MAX_OUTPUTS = 256;

/**
 * What tfjs-node's kernels ask of their C++ addon, answered by TensorFlow's C API:
 * tensors are handles of the eager runtime, an operation runs when it is called.
 *
 * Every failure of TensorFlow is thrown as an `Error` with its message.
 * Saved models are not bound: nothing in this project reads one.
 */
export function createBinding(api: CApi): TFJSBinding {
	let status = api.TF_NewStatus();

	function check(doing: string): void {
		if (api.TF_GetCode(status) === 0) return;
		const message = api.TF_Message(status);
		api.TF_DeleteStatus(status);
		status = api.TF_NewStatus();
		throw new Error(`${doing}: ${message}`);
	}

	const options = api.TFE_NewContextOptions();
	const context = api.TFE_NewContext(options, status);
	api.TFE_DeleteContextOptions(options);
	check("TensorFlow's eager context");

	// TensorFlow keeps the address of a name, so each name has memory that stays.
	const names = new Map<string, Buffer>();
	function nameOf(text: string): Buffer {
		let bytes = names.get(text);
		if (!bytes) {
			bytes = Buffer.from(`${text}\0`);
			names.set(text, bytes);
		}
		return bytes;
	}

	const handles = new Map<number, number>();
	let nextId = 1;

	function keep(handle: number): number {
		handles.set(nextId, handle);
		return nextId++;
	}

	function handleOf(id: number, doing: string): number {
		const handle = handles.get(id);
		if (handle === undefined)
			throw new Error(
				`${doing}: unknown tensor: ${id}; expected one that is not disposed`,
			);
		return handle;
	}

	function createTensor(
		shape: number[],
		dtype: number,
		values: unknown,
	): number {
		const dims = BigInt64Array.from(shape, BigInt);
		const size = shape.reduce((product, n) => product * n, 1);
		const tensor =
			dtype === TYPE.TF_STRING
				? stringTensor(dims, size, values as Uint8Array[])
				: numberTensor(dims, size, dtype, values as ArrayLike<number>);
		const handle = api.TFE_NewTensorHandle(tensor, status);
		api.TF_DeleteTensor(tensor);
		check(`createTensor of shape [${shape}]`);
		return keep(handle);
	}

	function numberTensor(
		dims: BigInt64Array,
		size: number,
		dtype: number,
		values: ArrayLike<number>,
	): number {
		const TypedArray = ARRAY_OF_TYPE[dtype];
		if (!TypedArray)
			throw new Error(
				`createTensor: unknown type: ${dtype}; expected one of ${Object.keys(TYPE).join(", ")}`,
			);
		let array = values as unknown as Float32Array;
		// tfjs hands a 64-bit scalar over as two 32-bit halves, which is its memory.
		if (!(values instanceof TypedArray) && dtype !== TYPE.TF_INT64) {
			array = new TypedArray(values.length) as Float32Array;
			array.set(values);
		}
		const elementBytes =
			dtype === TYPE.TF_COMPLEX64 ? 8 : new TypedArray(0).BYTES_PER_ELEMENT;
		if (array.byteLength !== size * elementBytes)
			throw new Error(
				`createTensor: invalid number of values: ${values.length}; expected ${size} for shape [${dims}]`,
			);
		const tensor = api.TF_AllocateTensor(
			dtype,
			dims,
			dims.length,
			array.byteLength,
		);
		if (array.byteLength)
			api.copyIn(api.TF_TensorData(tensor), array, array.byteLength);
		return tensor;
	}

	function stringTensor(
		dims: BigInt64Array,
		size: number,
		values: Uint8Array[],
	): number {
		const tensor = api.TF_AllocateTensor(
			TYPE.TF_STRING,
			dims,
			dims.length,
			size * STRING_BYTES,
		);
		const data = api.TF_TensorData(tensor);
		for (let i = 0; i < size; i++) {
			api.TF_StringInit(data + i * STRING_BYTES);
			api.TF_StringCopy(data + i * STRING_BYTES, values[i], values[i].length);
		}
		return tensor;
	}

	function tensorDataSync(id: number) {
		const handle = handleOf(id, "tensorDataSync");
		const tensor = api.TFE_TensorHandleResolve(handle, status);
		check("tensorDataSync");
		const dtype = api.TFE_TensorHandleDataType(handle);
		const bytes = api.TF_TensorByteSize(tensor);
		const data = api.TF_TensorData(tensor);
		try {
			if (dtype === TYPE.TF_STRING) return readStrings(data, bytes);
			const TypedArray = ARRAY_OF_TYPE[dtype];
			if (!TypedArray)
				throw new Error(
					`tensorDataSync: a tensor of type ${dtype} has no values to read`,
				);
			const array = new TypedArray(bytes / new TypedArray(0).BYTES_PER_ELEMENT);
			if (bytes) api.copyOut(array, data, bytes);
			return array;
		} finally {
			api.TF_DeleteTensor(tensor);
		}
	}

	function readStrings(data: number, bytes: number): Uint8Array[] {
		return Array.from({ length: bytes / STRING_BYTES }, (_, i) => {
			const at = data + i * STRING_BYTES;
			const text = new Uint8Array(api.TF_StringGetSize(at));
			if (text.length)
				api.copyOut(text, api.TF_StringGetDataPointer(at), text.length);
			return text;
		});
	}

	const results = new BigUint64Array(MAX_OUTPUTS);
	const resultCount = new Int32Array(1);

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
		const op = api.TFE_NewOp(context, nameOf(opName), status);
		check(`operation ${opName}`);
		try {
			for (const attribute of attributes)
				setAttribute(api, op, attribute, nameOf(attribute.name), status);
			for (const id of inputIds)
				api.TFE_OpAddInput(op, handleOf(id, `operation ${opName}`), status);
			check(`operation ${opName}`);
			resultCount[0] = outputs;
			api.TFE_Execute(op, results, resultCount, status);
			check(`operation ${opName}`);
		} finally {
			api.TFE_DeleteOp(op);
		}
		const made: TensorMetadata[] = [];
		for (let i = 0; i < resultCount[0]; i++)
			made.push(describe(Number(results[i])));
		return made;
	}

	function describe(handle: number): TensorMetadata {
		const dtype = api.TFE_TensorHandleDataType(handle);
		const rank = api.TFE_TensorHandleNumDims(handle, status);
		const shape: number[] = [];
		for (let i = 0; i < rank; i++)
			shape.push(Number(api.TFE_TensorHandleDim(handle, i, status)));
		return { id: keep(handle), shape, dtype };
	}

	function isUsingGpuDevice(): boolean {
		const list = api.TFE_ContextListDevices(context, status);
		check("list of devices");
		const count = api.TF_DeviceListCount(list);
		const types = Array.from({ length: count }, (_, i) =>
			api.TF_DeviceListType(list, i, status),
		);
		api.TF_DeleteDeviceList(list);
		return types.includes("GPU");
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
		deleteTensor(id) {
			api.TFE_DeleteTensorHandle(handleOf(id, "deleteTensor"));
			handles.delete(id);
		},
		tensorDataSync: tensorDataSync as TFJSBinding["tensorDataSync"],
		executeOp,
		loadSavedModel: noSavedModels,
		deleteSavedModel: noSavedModels,
		runSavedModel: noSavedModels,
		getNumOfSavedModels: () => 0,
		getNumOfTensors: () => handles.size,
		isUsingGpuDevice,
		...TYPE,
		...ATTRIBUTE,
		TF_Version: api.TF_Version(),
	};
}
