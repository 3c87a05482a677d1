import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "..", ".cache");

/**
 * Work of the compiler that outlasts the session: what was made for `name` from
 * exactly these `sources`, if it was. The next replaces it.
 */
export function kept(name: string, sources: string[]): string | undefined {
	try {
		const text = readFileSync(fileOf(name), "utf8");
		const at = text.indexOf("\n");
		return text.slice(0, at) === hash(sources) ? text.slice(at + 1) : undefined;
	} catch {
		return undefined; // not made yet
	}
}

/** Keeps what was made for `name` from these `sources`. */
export function keep(name: string, sources: string[], made: string): void {
	const temporary = join(FOLDER, randomUUID());
	try {
		mkdirSync(FOLDER, { recursive: true });
		writeFileSync(temporary, `${hash(sources)}\n${made}`);
		renameSync(temporary, fileOf(name));
	} catch {
		// A folder that cannot be written to: it is made again the next time.
	}
}

const fileOf = (name: string) => join(FOLDER, hash([name]));

function hash(texts: string[]): string {
	const sum = createHash("sha256");
	for (const text of texts) sum.update(text).update("\0");
	return sum.digest("hex");
}
