import type { TestTimeAugmentation } from "./forwardPass";

/** What a page gets of a model as JSON: `model.json`. */
export interface ModelJson {
	modelTopology: object;
	weightsManifest: { weights: unknown[] }[];
	/** What is averaged at test time. */
	views: TestTimeAugmentation;
	/** {@link sumOfModel}, to notice damage on the way or on the server. */
	checksum?: string;
}

/**
 * A checksum of a model as a page gets it. Not SHA-256, which browsers compute on
 * secure pages alone; damage it tells as well, but not intent.
 *
 * @param weights the numbers, as bytes
 */
export function sumOfModel(
	{ modelTopology, weightsManifest, views }: ModelJson,
	weights: Uint8Array,
): string {
	const text = JSON.stringify({ modelTopology, weightsManifest, views });
	const sum = crc32([new TextEncoder().encode(text), weights]);
	return sum.toString(16).padStart(8, "0");
}

/**
 * Checks that a model has arrived as it was sent.
 *
 * @throws where it has not
 */
export function checkModel(json: ModelJson, weights: Uint8Array): void {
	if (json.checksum !== sumOfModel(json, weights))
		throw new Error(
			"The model has not arrived as it was made: it is damaged on the server or was on its way. Reload the page; where that does not help, whoever runs this page should make it anew.",
		);
}

/** CRC-32 as in zip, gzip and PNG (ISO 3309), over some bytes one after the other. */
export function crc32(parts: readonly Uint8Array[]): number {
	let crc = 0xffffffff;
	for (const part of parts)
		for (const byte of part) {
			crc ^= byte;
			for (let bit = 0; bit < 8; bit++)
				crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
		}
	return ~crc >>> 0;
}
