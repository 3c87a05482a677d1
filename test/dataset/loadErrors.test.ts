import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { loadFaces } from "../../src/dataset";
import {
	inFolder,
	messageOf,
	pixelsOf,
	testText,
	trainingCells,
	trainingHeader,
	trainingText,
	write,
	zip,
} from "./files";

/** A file of three rows whose second is changed. */
function withRow(change: (cells: string[]) => string[]): string {
	const rows = [0, 1, 2].map(trainingCells);
	rows[1] = change(rows[1]);
	return [trainingHeader, ...rows].map((row) => `${row}\n`).join("");
}

const withCell = (column: number, cell: string) =>
	withRow((cells) => cells.map((old, i) => (i === column ? cell : old)));

const withPixels = (change: (pixels: string[]) => string[]) =>
	withCell(30, change(pixelsOf(1).map(String)).join(" "));

const withPixel = (at: number, pixel: string) =>
	withPixels((pixels) => pixels.map((old, i) => (i === at ? pixel : old)));

const withHeader = (change: (names: string[]) => string[]) =>
	trainingText(1).replace(/.*/, String(change([...trainingHeader])));

const inRow2 = /faces\.csv, row 2 \(line 3\)/;
const inImage = [inRow2, /column Image/];

const badRows: [what: string, content: string, ...says: RegExp[]][] = [
	[
		"a pixel of 256",
		withPixel(17, "256"),
		/invalid pixel: "256", number 18/,
		...inImage,
	],
	[
		"a pixel of 999",
		withPixel(0, "999"),
		/invalid pixel: "999", number 1 /,
		...inImage,
	],
	["a negative pixel", withPixel(0, "-1"), /invalid pixel: "-1"/, ...inImage],
	[
		"a last pixel that is too large",
		withPixel(9215, "300"),
		/invalid pixel: "300", number 9216/,
		...inImage,
	],
	[
		"a fraction of a pixel",
		withPixel(40, "1.5"),
		/invalid pixel: "1\.5"/,
		...inImage,
	],
	[
		"a pixel of letters",
		withPixel(9214, "abc"),
		/invalid pixel: "abc"/,
		...inImage,
	],
	[
		"a hexadecimal pixel",
		withPixel(5, "0x10"),
		/invalid pixel: "0x10"/,
		...inImage,
	],
	[
		"a pixel of four digits",
		withPixel(5, "0012"),
		/invalid pixel: "0012"/,
		...inImage,
	],
	[
		"two spaces between pixels",
		withPixel(5, ""),
		/invalid pixel: ""/,
		...inImage,
	],
	[
		"a tab between pixels",
		withPixel(5, "1\t2"),
		/invalid pixel: "1\\t2"/,
		...inImage,
	],
	[
		"a pixel too few",
		withPixels((pixels) => pixels.slice(1)),
		/invalid image: 9215 pixels/,
		...inImage,
	],
	[
		"a pixel too many",
		withPixels((pixels) => [...pixels, "1"]),
		/invalid image: 9217 pixels/,
		...inImage,
	],
	["a blank image", withCell(30, ""), /invalid image: 0 pixels/, ...inImage],
	[
		"a cell too few",
		withRow((cells) => cells.slice(1)),
		/30 cells/,
		/expected 31/,
		inRow2,
	],
	[
		"a cell too many",
		withRow((cells) => [...cells, "1"]),
		/32 cells/,
		/expected 31/,
		inRow2,
	],
	[
		"an image that Excel has cut short",
		withPixels((pixels) => [
			pixels.join(" ").padEnd(40_000, " 7").slice(0, 32_767),
		]),
		/32767 characters, the most that a cell of Excel holds/,
		...inImage,
	],
	[
		"an image as numpy prints it",
		withPixels(() => ["[238 236 237 ... 70 75 90]"]),
		/left out in part \(\.\.\.\), as numpy prints/,
		...inImage,
	],
	[
		"an image as a list",
		withPixels((pixels) => [`"[${pixels.join(", ")}]"`]),
		/a list in brackets/,
		...inImage,
	],
	[
		"a decimal comma",
		withCell(3, '"66,03"'),
		/invalid coordinate: "66,03"/,
		/expected a decimal point, as in 66\.03/,
		inRow2,
	],
	[
		"a word for a missing label beside what is wrong",
		withRow((cells) => ["NaN", "x1", ...cells.slice(2)]),
		/invalid coordinate: "x1"/,
		inRow2,
	],
	["a quote that is not closed", withCell(2, '"12'), /invalid quotes/, inRow2],
	["text behind a quote", withCell(2, '"12"3'), /invalid quotes/, inRow2],
	...[
		"0x10",
		"1_0",
		"abc",
		"Infinity",
		"-Infinity",
		"nano",
		"missing",
		"1,5".replace(",", ";"),
		"1e",
		".",
		"-",
		"--1",
		"1.2.3",
		"12 13",
	].map((cell): [string, string, ...RegExp[]] => [
		`a coordinate ${cell}`,
		withCell(20, cell),
		new RegExp(
			`invalid coordinate: ${JSON.stringify(cell).replace(/[.\\]/g, "\\$&")}`,
		),
		inRow2,
		/column nose_tip_x/,
	]),
	...["-48.1", "143.1", "1e9", "-1e300", "1e999"].map(
		(cell): [string, string, ...RegExp[]] => [
			`a coordinate ${cell} far outside the image`,
			withCell(21, cell),
			/invalid coordinate: .*far outside the image|invalid coordinate/,
			inRow2,
			/column nose_tip_y/,
		],
	),
];

const badFiles: [
	what: string,
	content: string | Uint8Array,
	...says: RegExp[],
][] = [
	["an empty file", "", /is empty/],
	["an empty gzip file", gzipSync(""), /is empty/],
	["a header alone", `${trainingHeader}\n`, /a header and no row/],
	["no header", trainingText(1).split("\n")[1], /missing header/],
	["a header that is only numbers", "1,2,3\n", /missing header/],
	[
		"a header without a column",
		withHeader((names) => names.slice(1)),
		/missing column: "left_eye_center_x"/,
	],
	[
		"a header without Image",
		withHeader((names) => names.slice(0, -1)),
		/missing column: "Image"/,
	],
	["a test header without ids", "Image\n", /missing column: "ImageId"/],
	[
		"an unknown column",
		withHeader((names) => [...names, "beauty"]),
		/unknown column: "beauty"/,
	],
	[
		"a column twice",
		withHeader((names) => [...names, "nose_tip_x"]),
		/nose_tip_x is there twice/,
	],
	[
		"semicolons",
		trainingText(1).replaceAll(",", ";"),
		/invalid separator: .* by semicolons; expected commas: save it as/,
	],
	[
		"tabs",
		trainingText(1).replaceAll(",", "\t"),
		/invalid separator: .* by tabs; expected commas/,
	],
	["an open quote in the header", `"left\n`, /quote is not closed/],
	["a binary file", Buffer.from([1, 2, 3, 0, 0, 1, 2, 3]), /is binary/],
	["a picture", Buffer.from("\x89PNG\r\n", "latin1"), /is a picture/],
	...(["utf16le", "utf-16 with a mark", "utf16be"] as const).map(
		(kind): [string, Buffer, RegExp] => {
			const mark = kind === "utf-16 with a mark" ? "\ufeff" : "";
			const bytes = Buffer.from(mark + trainingText(1), "utf16le");
			return [
				`a text in ${kind}`,
				kind === "utf16be" ? bytes.swap16() : bytes,
				/is text in UTF-16; expected CSV text in UTF-8.*save it as "CSV UTF-8"/,
			];
		},
	),
	[
		"lines that end in CR alone",
		trainingText(2).replaceAll("\n", "\r"),
		/lines end in CR alone; expected LF or CRLF/,
	],
	["JSON", '[{"Image": "1 2"}]', /is JSON; .*read_json/],
	["a web page", "<!DOCTYPE html><title>x", /is a web page/],
	["what bzip2 has packed", "BZh91AY", /is packed by bzip2; .*unpack it first/],
	["a workbook of Excel", zip({ "xl/workbook.xml": "" }), /workbook of Excel/],
	[
		"more blank lines than a table has",
		gzipSync(`${trainingHeader}${"\n".repeat(1_000_002)}`),
		/more than 1000000 blank lines/,
	],
	[
		"gzip members with zeros between them",
		Buffer.concat([
			gzipSync(trainingText(2)),
			Buffer.alloc(512),
			gzipSync(trainingText(1)),
		]),
		/invalid gzip file: .*follows the zeros behind its end/,
	],
	[
		"text behind a gzip member",
		Buffer.concat([gzipSync(trainingText(2)), Buffer.from("and so on")]),
		/invalid gzip file/,
	],
	[
		"text behind the zeros behind a gzip member",
		Buffer.concat([
			gzipSync(trainingText(2)),
			Buffer.alloc(100_000),
			Buffer.from("x"),
		]),
		/invalid gzip file/,
	],
	[
		"a zip archive of two training files",
		zip({ "a/training.csv": trainingText(1), "b/training.csv": "" }),
		/holds 2 files that may be meant: a\/training\.csv, b\/training\.csv; expected one: name it/,
	],
	[
		"archives three deep",
		zip({ "a.zip": zip({ "b.zip": zip({ "c.csv": trainingText(1) }) }) }),
		/an archive in an archive in an archive/,
	],
	[
		"an archive in an archive that unpacks to more than 256 MiB",
		zip({ "a.zip": Buffer.alloc(257 * 2 ** 20) }),
		/a\.zip is larger than 256 MiB inside another archive; .*unpack/,
	],
	[
		"a line without end",
		`${trainingHeader}\n${"1 ".repeat(1 << 20)}`,
		/longer than 1048576 bytes/,
	],
	[
		"a gzip file that is cut short",
		half(gzipSync(trainingText(3))),
		/invalid gzip file/,
		/cut short/,
	],
	[
		"a damaged gzip file",
		damage(gzipSync(trainingText(3))),
		/invalid gzip file/,
		/damaged/,
	],
	[
		"a zip archive that is cut short",
		half(zip({ "a.csv": trainingText(3) })),
		/invalid zip archive/,
	],
	[
		"a damaged zip archive",
		damage(zip({ "a.csv": trainingText(3) })),
		/invalid/,
	],
	[
		"a zip archive without a table",
		zip({ "readme.txt": "x" }),
		/missing file: a CSV file.*one that holds a CSV file/,
	],
	[
		"a zip archive of several tables of other names",
		zip({ "a.csv": "", "b.csv": "" }),
		/missing file: a CSV file/,
		/a\.csv.*b\.csv: name it/,
	],
	[
		"an id twice",
		testText(2).replace("\n2,", "\n1,"),
		/invalid image id: 1 is that of row 1 too/,
		/row 2/,
		/column ImageId/,
	],
	[
		"an id that is no number",
		testText(2).replace("\n2,", "\nx,"),
		/invalid image id: "x"/,
		/row 2/,
		/column ImageId/,
	],
	["bad rows alone, skipped", `${trainingHeader}\n1,2\n`, /row 1/],
];

function half(bytes: Buffer): Buffer {
	return bytes.subarray(0, bytes.length >> 1);
}

/** Changes some bytes in the middle. */
function damage(bytes: Buffer): Buffer {
	const damaged = Buffer.from(bytes);
	for (let i = 0; i < 40; i++) damaged[(damaged.length >> 1) + i] ^= 0x5a;
	return damaged;
}

async function expectRefused(
	content: string | Uint8Array,
	says: RegExp[],
): Promise<void> {
	await inFolder(async (folder) => {
		const path = write(folder, "faces.csv", content);
		const message = await messageOf(() => loadFaces(path));
		expect(message).to.match(
			/^loadFaces: (invalid|unknown|missing) .*; expected /s,
		);
		expect(message).to.contain(path);
		for (const pattern of says) expect(message).to.match(pattern);
	});
}

describe("loadFaces refuses", () => {
	for (const [what, content, ...says] of badRows)
		it(`${what}, with the row`, () => expectRefused(content, says));

	for (const [what, content, ...says] of badFiles)
		it(what, () => expectRefused(content, says));

	it("a file that is not there, and names those that are", () =>
		inFolder(async (folder) => {
			write(folder, "training.csv", "");
			const path = join(folder, "trainin.csv");
			const message = await messageOf(() => loadFaces(path));
			expect(message).to.contain(`missing file: ${path}`);
			expect(message).to.contain(join(folder, "training.csv"));
		}));

	it("a folder, and names the files in it", () =>
		inFolder(async (folder) => {
			mkdirSync(join(folder, "sub"));
			write(folder, "training.csv.gz", "");
			const message = await messageOf(() => loadFaces(folder));
			expect(message).to.contain(`${folder} is a folder`);
			expect(message).to.contain(join(folder, "training.csv.gz"));
			expect(await messageOf(() => loadFaces(join(folder, "sub")))).to.contain(
				"holds none",
			);
		}));

	it("a pipe, which nobody may ever write to", () =>
		inFolder(async (folder) => {
			const path = join(folder, "faces.csv");
			execFileSync("mkfifo", [path]);
			expect(await messageOf(() => loadFaces(path))).to.match(
				/invalid file: .*faces\.csv is a pipe, a socket or a device/,
			);
		}));

	it("a file in an archive that is not there", () =>
		inFolder(async (folder) => {
			const path = write(folder, "a.zip", zip({ "a.csv": trainingText(1) }));
			expect(await messageOf(() => loadFaces(`${path}/b.csv`))).to.match(
				/missing file: b\.csv in the archive .*a\.zip/,
			);
			const plain = write(folder, "a.csv", trainingText(1));
			expect(await messageOf(() => loadFaces(`${plain}/b.csv`))).to.match(
				/missing file.*no zip archive/,
			);
		}));

	it("a file without one good row even where bad rows are skipped", () =>
		inFolder(async (folder) => {
			const path = write(folder, "a.csv", `${trainingHeader}\n1,2\n`);
			expect(
				await messageOf(() => loadFaces(path, { onBadRow: "skip" })),
			).to.match(/no row that can be read: invalid row: 2 cells.*row 1/);
		}));

	it("an unknown way to treat bad rows", async () => {
		const options = { onBadRow: "ignore" } as unknown as { onBadRow: "skip" };
		expect(await messageOf(() => loadFaces("x.csv", options))).to.equal(
			'loadFaces: unknown onBadRow: ignore; expected "throw" or "skip"',
		);
	});
});
