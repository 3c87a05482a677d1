// What crosses between the tests and a submission: numbers, texts, arrays, tensors. Values only,
// never code: whatever a submission answers, it cannot reach into the tests.

const DEEPEST = 20;
const LONGEST_BIGINT = 1000; // digits
/** @type {Record<string, { new (buffer: ArrayBuffer): object }>} */
const ARRAYS = Object.fromEntries(
	[
		...[Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array],
		...[Int32Array, Uint32Array, Float32Array, Float64Array],
	].map((type) => [type.name, type]),
);

const tensors = () => require("@tensorflow/tfjs");

/**
 * A value as JSON can hold it.
 *
 * @param {any} value
 * @returns {unknown}
 */
function encode(value, depth = 0) {
	if (depth > DEEPEST)
		throw new TypeError(`a value is nested more than ${DEEPEST} deep`);
	if (value === null || typeof value === "string" || typeof value === "boolean")
		return value;
	if (typeof value === "number")
		return Number.isFinite(value) && !Object.is(value, -0)
			? value
			: { $: "number", is: Object.is(value, -0) ? "-0" : String(value) };
	if (value === undefined) return { $: "undefined" };
	if (typeof value !== "object") return { $: typeof value, is: String(value) };
	/** @param {unknown} each */
	const inner = (each) => encode(each, depth + 1);
	if (Array.isArray(value)) return Array.from(value, inner);
	const kind = value.constructor?.name;
	if (ArrayBuffer.isView(value) && Object.hasOwn(ARRAYS, kind))
		return { $: kind, is: base64(value) };
	if (value instanceof Error)
		return { $: "Error", is: [String(value.name), String(value.message)] };
	if (value instanceof Map) return { $: "Map", is: [...value].map(inner) };
	if (value instanceof Set) return { $: "Set", is: [...value].map(inner) };
	if (Array.isArray(value.shape) && typeof value.dataSync === "function")
		return {
			$: "tensor",
			is: [[...value.shape], value.dtype, inner(value.dataSync())],
		};
	return {
		$: "object",
		is: Object.entries(value).map(([name, each]) => [name, inner(each)]),
	};
}

/**
 * The value that {@link encode} was given; throws where the JSON is none of its own.
 *
 * @param {any} json
 * @returns {any}
 */
function decode(json) {
	if (json === null || typeof json !== "object") return json;
	if (Array.isArray(json)) return json.map(decode);
	const { $: kind, is } = json;
	if (kind === "undefined") return undefined;
	if (kind === "number") return Number(is);
	if (kind === "object")
		return Object.fromEntries(
			is.map((/** @type {unknown[]} */ [name, value]) => [
				String(name),
				decode(value),
			]),
		);
	if (kind === "Map") return new Map(is.map(decode));
	if (kind === "Set") return new Set(is.map(decode));
	if (kind === "Error")
		return Object.assign(new Error(String(is[1])), { name: String(is[0]) });
	if (kind === "tensor") return tensors().tensor(decode(is[2]), is[0], is[1]);
	if (Object.hasOwn(ARRAYS, kind)) {
		const bytes = Uint8Array.from(Buffer.from(is, "base64"));
		return new ARRAYS[kind](bytes.buffer);
	}
	if (kind === "bigint" && String(is).length <= LONGEST_BIGINT)
		return BigInt(is);
	if (kind === "function" || kind === "symbol")
		return Object.freeze({ [kind]: String(is).slice(0, 200) });
	throw new TypeError(`unknown kind of value: ${String(kind).slice(0, 50)}`);
}

/** @param {ArrayBufferView} view */
const base64 = ({ buffer, byteOffset, byteLength }) =>
	Buffer.from(buffer, byteOffset, byteLength).toString("base64");

module.exports = { encode, decode };
