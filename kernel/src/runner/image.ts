import type { Bundle } from "../link";

/** How encoded pictures begin. */
const SIGNATURES: [type: string, bytes: number[]][] = [
	["image/png", [0x89, 0x50, 0x4e, 0x47]],
	["image/jpeg", [0xff, 0xd8, 0xff]],
	["image/gif", [0x47, 0x49, 0x46, 0x38]],
];

/**
 * The picture that a value is: the bytes of one, a canvas, one that sharp holds,
 * or a figure, which has a `png` and may have what Plotly draws.
 */
export async function imageBundle(value: unknown): Promise<Bundle | undefined> {
	if (typeof value !== "object" || value === null) return undefined;
	if (value instanceof Uint8Array) return encodedImage(value);
	const { png, plotly, toBuffer, clone, getContext } = value as Record<
		string,
		unknown
	>;
	if (png instanceof Uint8Array) {
		const image = encodedImage(png);
		return (
			image && {
				...(plotly !== undefined && {
					"application/vnd.plotly.v1+json": plotly,
				}),
				...image,
			}
		);
	}
	if (typeof toBuffer !== "function") return undefined;
	if (typeof getContext === "function")
		return encodedImage(toBuffer.call(value, "image/png"));
	if (typeof clone === "function" && "pipelineColourspace" in value) {
		const copy = clone.call(value) as {
			png(): { toBuffer(): Promise<Buffer> };
		};
		return encodedImage(await copy.png().toBuffer());
	}
	return undefined;
}

function encodedImage(bytes: Uint8Array): Bundle | undefined {
	const found = SIGNATURES.find(([, start]) =>
		start.every((byte, i) => bytes[i] === byte),
	);
	if (!found) return undefined;
	const text = `<${found[0]}, ${bytes.length} bytes>`;
	return {
		[found[0]]: Buffer.from(
			bytes.buffer,
			bytes.byteOffset,
			bytes.length,
		).toString("base64"),
		"text/plain": text,
	};
}
