import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createRandom, type Random } from "../../src/base";
import { loadFaces } from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";
import { trainingText } from "../dataset/files";
import { numberOf } from "./count";
import { readStrictly } from "./strictCsv";

// Attacks the reading of faces with mutated files, and counts what holds:
//
//   node dist/test/attacks/csv.js [--count FILES] [--seed N]
//
// Each file is read by the library and by a plain parser of the tests'. Where the
// two give other numbers, or the library reads what the parser refuses, it is wrong.

const files = numberOf("count", 300);
const seed = numberOf("seed", 1);
const folder = mkdtempSync(join(tmpdir(), "keypoints-attacks-"));

type Mutation = (text: string, random: Random) => string;

const at = (text: string, random: Random) => random.integer(text.length);
const put = (text: string, place: number, removed: number, added: string) =>
	text.slice(0, place) + added + text.slice(place + removed);
const one = <T>(random: Random, values: readonly T[]): T =>
	values[random.integer(values.length)];
/** The place of a cell's begin in a line; now and then in the header. */
const cell = (text: string, random: Random) => {
	const starts = [...text.matchAll(/(?<=^|[,\n])/g)].map(
		(match) => match.index as number,
	);
	return one(random, starts);
};
const rewrite =
	(change: (cell: string, random: Random) => string): Mutation =>
	(text, random) => {
		const start = cell(text, random);
		const old = /^[^,\n]*/.exec(text.slice(start))?.[0] ?? "";
		return put(text, start, old.length, change(old, random));
	};

const SIGNS = [..." ,;\t\"'\n\r.-+eE0123456789x\0\u00a0\ufeff[]|"];
const WORDS = [
	...[
		"NaN",
		"nan",
		"NA",
		"None",
		"null",
		"",
		" ",
		"-1",
		"1e5",
		"1e1",
		"Infinity",
	],
	...["0x10", "1_0", "12,5", "#REF!", "١٢", "99999999999999999999", "1e-400"],
];

const MUTATIONS: Record<string, Mutation> = {
	"a sign put in": (text, random) =>
		put(text, at(text, random), 0, one(random, SIGNS)),
	"a sign replaced": (text, random) =>
		put(text, at(text, random), 1, one(random, SIGNS)),
	"a digit replaced": (text, random) => {
		const header = text.indexOf("\n") + 1;
		const digits = [...text.slice(header).matchAll(/\d/g)];
		if (digits.length === 0) return text;
		const place = header + (one(random, digits).index as number);
		return put(text, place, 1, String(random.integer(10)));
	},
	"signs taken out": (text, random) =>
		put(text, at(text, random), 1 + random.integer(3), ""),
	"a cell replaced": rewrite((_, random) => one(random, WORDS)),
	"a cell quoted": rewrite((old) => `"${old}"`),
	"a cell twice": rewrite((old) => `${old},${old}`),
	"a cell in spaces": rewrite((old) => ` ${old}  `),
	"a cell with decimals": rewrite((old, random) =>
		old.replaceAll(
			/\d+/g,
			(digits) => digits + one(random, [".0", ".", "", ".5"]),
		),
	),
	"a cell cut": rewrite((old, random) => old.slice(0, at(`${old} `, random))),
	"the file cut": (text, random) => text.slice(0, at(text, random)),
	"other line ends": (text, random) =>
		text.replaceAll("\n", one(random, ["\r\n", "\n\n", "\r", "\n\r\n"])),
	"another column": (text, random) =>
		text
			.split("\n")
			.map((line, i) => {
				const names = ["", "Unnamed: 0", "index", "nose_tip_x", "beauty"];
				return line && `${i === 0 ? one(random, names) : i},${line}`;
			})
			.join("\n"),
	"lines in another order": (text, random) =>
		random.shuffle(text.split("\n")).join("\n"),
	"a part twice": (text, random) => {
		const start = at(text, random);
		return put(text, start, 0, text.slice(start, start + random.integer(200)));
	},
};

interface Count {
	files: number;
	same: number;
	refused: number;
	strict: number;
	wrong: number;
	raw: number;
}

async function attack(): Promise<boolean> {
	const sound = trainingText(3);
	const names = Object.keys(MUTATIONS);
	const counts: Record<string, Count> = {};
	for (let i = 0; i < files; i++) {
		const random = createRandom(seed * 1_000_003 + i);
		const name = names[i % names.length];
		let text = MUTATIONS[name](sound, random);
		if (random.uniform() < 0.3)
			text = MUTATIONS[one(random, names)](text, random);
		counts[name] ??= {
			files: 0,
			same: 0,
			refused: 0,
			strict: 0,
			wrong: 0,
			raw: 0,
		};
		counts[name].files++;
		const outcome = await compare(text, i % 5 === 0);
		counts[name][outcome]++;
		if (outcome === "wrong" || outcome === "raw")
			console.log(`file ${i} of seed ${seed}, ${name}: ${outcome}`);
	}
	console.table(counts);
	const all = Object.values(counts);
	return all.every(({ wrong, raw }) => wrong + raw === 0);
}

/** `same`: both read the same numbers; `refused`: both refuse; `strict`: only the library refuses. */
async function compare(
	text: string,
	isPacked: boolean,
): Promise<Exclude<keyof Count, "files">> {
	const path = join(folder, "faces.csv");
	writeFileSync(path, isPacked ? gzipSync(text) : text);
	const expected = readStrictly(text);
	try {
		const faces = await loadFaces(path);
		const { labels } = faces;
		if (!expected || !labels) return "wrong";
		const isSame =
			faces.rows.length === expected.length &&
			expected.every(({ row, coordinates, pixels }, i) => {
				const own = labels.subarray(i * COORDINATE_NAMES.length);
				return (
					faces.rows[i] === row &&
					coordinates.every((value, j) =>
						Object.is(Math.fround(value), own[j]),
					) &&
					pixels.every(
						(pixel, j) => pixel === faces.images[i * IMAGE_PIXELS + j],
					)
				);
			});
		return isSame ? "same" : "wrong";
	} catch (error) {
		if (!/^loadFaces: .*expected /s.test((error as Error).message))
			return "raw";
		return expected ? "strict" : "refused";
	}
}

// What was mended is said once a file; here it would be thousands of lines.
process.stderr.write = () => true;
attack()
	.then((holds) => {
		process.exitCode = holds ? 0 : 1;
	})
	.finally(() => rmSync(folder, { recursive: true, force: true }));
