import { existsSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { writeTextAtomically } from "../../src/base";
import type { RunConfig } from "../../src/run";

/**
 * Reads a result file; undefined where it is missing.
 *
 * @throws where it is damaged
 */
export function readResultFile<T>(file: string): T | undefined {
	if (!existsSync(file)) return undefined;
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch (error) {
		throw new Error(
			`results: invalid ${file}: ${(error as Error).message}; expected the file that \`npm run bench\` wrote; git has the last whole one`,
		);
	}
}

/** Writes a result file, numbers to six digits: more says nothing. */
export async function writeResultFile(
	file: string,
	content: object,
): Promise<void> {
	await mkdir(dirname(file), { recursive: true });
	const rounded = (_key: string, value: unknown) =>
		typeof value === "number" && !Number.isInteger(value)
			? Number(value.toPrecision(6))
			: value;
	await writeTextAtomically(
		file,
		`${JSON.stringify(content, rounded, "\t")}\n`,
	);
}

/** A configuration that says nothing of where the data lies on the machine. */
export function withoutPath<C extends RunConfig>(config: C): C {
	const { data } = config;
	const file = join(basename(dirname(data.file)), basename(data.file));
	return { ...config, data: { ...data, file } };
}
