import { createHash } from "node:crypto";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join, sep } from "node:path";
import type { PictureFormat } from "./picture";

/** What a folder of faces says of itself in `about.json`. */
export interface About extends PictureFormat {
	set: "youtube-faces";
	/** The archive that they come from, and the commit in it. */
	archive: string;
	commit: string;
	seed: number;
	training: { faces: number; people: number };
	test: { faces: number; people: number };
	/** Frames left out, since a label would lie outside of the image. */
	leftOut: number;
	/** SHA-256 of each other file of the folder, by its path in it. */
	files: Record<string, string>;
}

const FILE = "about.json";

/** Writes `about.json` for the files that are in a folder. */
export async function writeAbout(
	folder: string,
	about: Omit<About, "files">,
): Promise<About> {
	const whole = { ...about, files: await hashFiles(folder) };
	const text = `${JSON.stringify(whole, null, "\t")}\n`;
	await writeFile(join(folder, FILE), text);
	return whole;
}

/**
 * What is in a folder already, every file compared with what was written.
 *
 * @returns undefined where the folder is empty, or is not there
 * @throws where it holds something else, or a file is damaged or missing
 */
export async function readAbout(
	caller: string,
	folder: string,
): Promise<About | undefined> {
	if (!existsSync(folder) || readdirSync(folder).length === 0) return undefined;
	const away = "move it elsewhere, or name another folder";
	const text = await readFile(join(folder, FILE), "utf8").catch(() => "");
	const about = parse(text);
	if (!about)
		throw new Error(
			`${caller}: invalid folder: ${folder} holds something else: ${readdirSync(folder).slice(0, 3).join(", ")}; expected a new or empty one: ${away}`,
		);
	const found = await hashFiles(folder);
	const wrong = Object.entries(about.files).find(
		([name, hash]) => found[name] !== hash,
	);
	if (wrong)
		throw new Error(
			`${caller}: ${found[wrong[0]] ? "invalid" : "missing"} file: ${wrong[0]} in ${folder} ${found[wrong[0]] ? "is not what was written" : "is gone"}; expected the faces as they were made: ${away}`,
		);
	return about;
}

function parse(text: string): About | undefined {
	try {
		const about = JSON.parse(text);
		return about?.set === "youtube-faces" && typeof about.files === "object"
			? about
			: undefined;
	} catch {
		return undefined;
	}
}

async function hashFiles(folder: string): Promise<Record<string, string>> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
		.filter((name) => statSync(join(folder, name)).isFile())
		.map((name) => name.replaceAll(sep, "/"))
		.filter((name) => name !== FILE)
		.sort();
	const hashes: Record<string, string> = {};
	for (const name of names) hashes[name] = await hashFile(join(folder, name));
	return hashes;
}

async function hashFile(path: string): Promise<string> {
	const hash = createHash("sha256");
	for await (const chunk of createReadStream(path)) hash.update(chunk);
	return hash.digest("hex");
}
