import { readFile, rm, writeFile } from "node:fs/promises";
import { sizeOf } from "./sizeOf";

/** What is known of a file that has been fetched in part. */
export interface Partial {
	/** Bytes that are here. */
	have: number;
	/** Bytes of the whole. */
	total: number;
	/** `ETag`, else `Last-Modified`, of the file that the part is of. */
	validator: string;
}

/** The part of a file that can be continued, if there is one. */
export async function readPartial(path: string): Promise<Partial | undefined> {
	const have = await sizeOf(path);
	try {
		const { total, validator } = JSON.parse(
			await readFile(`${path}.json`, "utf8"),
		);
		if (have > 0 && have <= total && typeof validator === "string")
			return { have, total, validator };
	} catch {
		// Without its note a part may be of anything.
	}
	return undefined;
}

/** Notes which file a part is of, before its first byte is written. */
export async function notePartial(
	path: string,
	total: number | undefined,
	validator: string | null,
): Promise<void> {
	await rm(`${path}.json`, { force: true });
	if (total !== undefined && validator)
		await writeFile(`${path}.json`, JSON.stringify({ total, validator }));
}

/** Removes a part that cannot be continued. */
export async function discardPartial(path: string): Promise<void> {
	await rm(path, { force: true });
	await rm(`${path}.json`, { force: true });
}
