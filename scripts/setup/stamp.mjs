import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";

/**
 * A stamp is a small JSON file which says what a piece of work was made from.
 * It is written as the last act of that work and removed as the first, so a
 * stamp that is there vouches for the whole, whenever the work was cut off.
 */

/**
 * The content of a stamp, or undefined where there is none to be read.
 *
 * @param {string} file
 * @returns {any} what the writer of this stamp put into it
 */
export function readStamp(file) {
	try {
		return JSON.parse(readFileSync(file, "utf8"));
	} catch {
		return undefined;
	}
}

/**
 * Whether the stamp is there and says exactly this.
 *
 * @param {string} file
 * @param {object} content
 */
export function stampSays(file, content) {
	return isDeepStrictEqual(readStamp(file), content);
}

/**
 * Writes a stamp in one piece: a reader sees the old, the new or none.
 *
 * @param {string} file
 * @param {object} content
 */
export function writeStamp(file, content) {
	writeWhole(file, `${JSON.stringify(content)}\n`);
}

/**
 * Writes a text file beside its place and renames it there.
 *
 * @param {string} file
 * @param {string} text
 */
export function writeWhole(file, text) {
	mkdirSync(dirname(file), { recursive: true });
	const beside = `${file}.${process.pid}.tmp`;
	writeFileSync(beside, text);
	renameSync(beside, file);
}

/**
 * A short hash of text, or of several texts in their order.
 *
 * @param {(string | Buffer)[]} texts
 */
export function hash(...texts) {
	const sum = createHash("sha256");
	for (const text of texts) sum.update(text).update("\0");
	return sum.digest("hex").slice(0, 16);
}

/**
 * A short hash of a file's content; "missing" where there is no such file.
 *
 * @param {string} file
 */
export function hashFile(file) {
	try {
		return hash(readFileSync(file));
	} catch {
		return "missing";
	}
}
