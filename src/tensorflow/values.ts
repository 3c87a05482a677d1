import type { CApi } from "./capi";
import { TYPE } from "./types";

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

/**
 * Makes a `TF_Tensor` of values. The caller deletes it.
 *
 * @throws where the type is unknown or the values do not fill the shape
 */
export function newTensor(
	api: CApi,
	shape: number[],
	dtype: number,
	values: unknown,
): number {
	const dims = BigInt64Array.from(shape, BigInt);
	const size = shape.reduce((product, n) => product * n, 1);
	return dtype === TYPE.TF_STRING
		? stringTensor(api, dims, size, values as Uint8Array[])
		: numberTensor(api, dims, size, dtype, values as ArrayLike<number>);
}

function numberTensor(
	api: CApi,
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
	api: CApi,
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

/** The values of a `TF_Tensor` of a type, copied. */
export function readTensor(api: CApi, tensor: number, dtype: number) {
	const bytes = api.TF_TensorByteSize(tensor);
	const data = api.TF_TensorData(tensor);
	if (dtype === TYPE.TF_STRING) return readStrings(api, data, bytes);
	const TypedArray = ARRAY_OF_TYPE[dtype];
	if (!TypedArray)
		throw new Error(
			`tensorDataSync: a tensor of type ${dtype} has no values to read`,
		);
	const array = new TypedArray(bytes / new TypedArray(0).BYTES_PER_ELEMENT);
	if (bytes) api.copyOut(array, data, bytes);
	return array;
}

function readStrings(api: CApi, data: number, bytes: number): Uint8Array[] {
	return Array.from({ length: bytes / STRING_BYTES }, (_, i) => {
		const at = data + i * STRING_BYTES;
		const text = new Uint8Array(api.TF_StringGetSize(at));
		if (text.length)
			api.copyOut(text, api.TF_StringGetDataPointer(at), text.length);
		return text;
	});
}
