import { inspect } from "node:util";
import type { Bundle, Display } from "../link";
import { frameBundle, isFrame } from "./frame";
import { imageBundle } from "./image";
import { isTensor, tensorBundle } from "./tensor";

/** Objects that say themselves how they are shown: as Deno's kernel has it. */
const DISPLAY = Symbol.for("Jupyter.display");

/** What is shown of a cell's last value; nothing of undefined. */
export async function show(value: unknown): Promise<Display | undefined> {
	if (value === undefined) return undefined;
	if (complains(value)) return plain({ "text/plain": inspect(value) });
	const own = await ownBundle(value);
	if (own) return own;
	const data =
		(await imageBundle(value)) ??
		(isTensor(value) && tensorBundle(value)) ??
		undefined;
	if (data) return plain(data);
	if (isFrame(value)) return plain(frameBundle(value));
	return plain({ "text/plain": inspect(value, { maxArrayLength: 100 }) });
}

/**
 * Whether an object throws where it is asked for what it does not have, as the
 * assertions of chai do: it can only be printed.
 */
function complains(value: unknown): boolean {
	try {
		void (value as Record<string, unknown> | null)?.toMimeBundle;
		return false;
	} catch {
		return true;
	}
}

const plain = (data: Bundle): Display => ({ data, metadata: {} });

async function ownBundle(value: unknown): Promise<Display | undefined> {
	if (typeof value !== "object" && typeof value !== "function")
		return undefined;
	if (value === null) return undefined;
	const object = value as Record<string | symbol, unknown>;
	for (const name of [DISPLAY, "toMimeBundle"]) {
		const method = object[name];
		if (typeof method !== "function") continue;
		const made: unknown = await method.call(object);
		if (typeof made !== "object" || made === null)
			throw new TypeError(
				`${String(name)}: invalid bundle: ${inspect(made)}; expected an object from MIME types to what is shown`,
			);
		return readBundle(made);
	}
	return undefined;
}

/** A bundle alone, or with its metadata as `{ data, metadata }` or `[data, metadata]`. */
function readBundle(made: object): Display {
	const [data, metadata] = Array.isArray(made)
		? made
		: "data" in made
			? [made.data, (made as Partial<Display>).metadata]
			: [made, {}];
	return { data: encoded(data as Bundle), metadata: metadata ?? {} };
}

/** Bytes travel as base64. */
export function encoded(data: Bundle): Bundle {
	return Object.fromEntries(
		Object.entries(data).map(([type, value]) => [
			type,
			value instanceof Uint8Array
				? Buffer.from(value.buffer, value.byteOffset, value.length).toString(
						"base64",
					)
				: value,
		]),
	);
}
