import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { project } from "./setup/paths.mjs";

// Makes docs/NN.webp, the README's small picture of each notebook, out of the
// pictures that the notebook shows: node scripts/thumbnails.mjs, after
// npm run notebooks -- --write.

/**
 * Which of its pictures stands for a notebook, from 0; of the others the first.
 *
 * @type {Record<string, number>}
 */
const CHOSEN = { "00": 1, "03": 2, "05": 1, "06": 2, "08": 1 };
/** Twice what the README shows, for sharp screens. */
const SIZE = { width: 320, height: 200 };

mkdirSync(join(project, "docs"), { recursive: true });
const folder = join(project, "notebooks");
for (const name of readdirSync(folder).sort()) {
	if (!/^\d\d.*\.ipynb$/.test(name)) continue;
	const number = name.slice(0, 2);
	/** @type {{ cells: { outputs?: { data?: Record<string, string> }[] }[] }} */
	const { cells } = JSON.parse(readFileSync(join(folder, name), "utf8"));
	const pictures = cells
		.flatMap(({ outputs = [] }) => outputs)
		.map(({ data }) => data?.["image/png"])
		.filter((picture) => picture !== undefined);
	const picture = pictures[CHOSEN[number] ?? 0];
	if (picture === undefined)
		throw new Error(
			`thumbnails: missing picture: ${name} shows ${pictures.length}; expected one with number ${CHOSEN[number] ?? 0}, from 0 (npm run notebooks -- ${number} --write makes them)`,
		);
	const out = join(project, "docs", `${number}.webp`);
	await sharp(Buffer.from([picture].flat().join(""), "base64"))
		.resize({ ...SIZE, fit: "contain", background: "#ffffff" })
		.webp({ quality: 80 })
		.toFile(out);
	console.log(`docs/${number}.webp: written from ${name}`);
}
