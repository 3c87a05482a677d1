import type { TFEOpAttr } from "@tensorflow/tfjs-node-gpu/dist/tfjs_binding";
import type { CApi } from "./capi";
import { ATTRIBUTE } from "./types";

/** What an attribute belongs to: an operation that is about to run, or one of a graph. */
export type AttributeTarget = "TFE_OpSetAttr" | "TF_SetAttr";

/**
 * Sets one attribute of an operation.
 *
 * @param target the family of C functions to set it with
 * @param op pointer of the operation
 * @param name the attribute's name as zero-ended bytes that are never freed
 * @param status pointer where TensorFlow puts what went wrong with a shape
 * @throws where the attribute is of a type that tfjs-node does not use
 */
export function setAttribute(
	api: CApi,
	target: AttributeTarget,
	op: number,
	{ name: label, type, value }: TFEOpAttr,
	name: Buffer,
	status: number,
): void {
	if (type === ATTRIBUTE.TF_ATTR_STRING) {
		const text = Buffer.from(value as string);
		api[`${target}String`](op, name, text, text.length);
	} else if (type === ATTRIBUTE.TF_ATTR_SHAPE) {
		const dims = BigInt64Array.from((value as number[]) ?? [], BigInt);
		api[`${target}Shape`](op, name, dims, dims.length, status);
	} else if (Array.isArray(value)) {
		setList(api, target, op, label, type, value, name);
	} else if (type === ATTRIBUTE.TF_ATTR_INT) {
		api[`${target}Int`](op, name, value);
	} else if (type === ATTRIBUTE.TF_ATTR_FLOAT) {
		api[`${target}Float`](op, name, value);
	} else if (type === ATTRIBUTE.TF_ATTR_BOOL) {
		api[`${target}Bool`](op, name, value ? 1 : 0);
	} else if (type === ATTRIBUTE.TF_ATTR_TYPE) {
		api[`${target}Type`](op, name, value);
	} else {
		throw unknownType(label, type);
	}
}

function setList(
	api: CApi,
	target: AttributeTarget,
	op: number,
	label: string,
	type: number,
	values: number[],
	name: Buffer,
): void {
	const count = values.length;
	if (type === ATTRIBUTE.TF_ATTR_INT)
		api[`${target}IntList`](
			op,
			name,
			BigInt64Array.from(values, BigInt),
			count,
		);
	else if (type === ATTRIBUTE.TF_ATTR_FLOAT)
		api[`${target}FloatList`](op, name, Float32Array.from(values), count);
	else if (type === ATTRIBUTE.TF_ATTR_BOOL)
		api[`${target}BoolList`](op, name, Uint8Array.from(values, Number), count);
	else if (type === ATTRIBUTE.TF_ATTR_TYPE)
		api[`${target}TypeList`](op, name, Int32Array.from(values), count);
	else throw unknownType(label, type);
}

function unknownType(label: string, type: number): Error {
	return new Error(
		`executeOp: unknown type of attribute ${label}: ${type}; expected one of ${Object.keys(ATTRIBUTE).join(", ")}`,
	);
}
