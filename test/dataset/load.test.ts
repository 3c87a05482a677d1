import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { faceCount, labelsOf, loadFaces, selectFaces } from "../../src/dataset";
import { IMAGE_PIXELS } from "../../src/face";
import {
	hear,
	inFolder,
	pixelsOf,
	testText,
	trainingCells,
	trainingHeader,
	trainingLabels,
	trainingText,
	write,
	zip,
} from "./files";

/** Loads a text and expects the faces 0, 1, ... of the generator. */
async function expectFaces(
	content: string | Uint8Array,
	count: number,
	name = "training.csv",
): Promise<void> {
	await inFolder(async (folder) => {
		const faces = await loadFaces(write(folder, name, content));
		expect(faceCount(faces)).to.equal(count);
		expect([...faces.rows]).to.deep.equal(
			Array.from({ length: count }, (_, i) => i + 1),
		);
		for (let i = 0; i < count; i++) {
			const image = faces.images.subarray(
				i * IMAGE_PIXELS,
				(i + 1) * IMAGE_PIXELS,
			);
			expect(Buffer.from(image).equals(Buffer.from(pixelsOf(i)))).to.equal(
				true,
			);
		}
		if (faces.labels)
			expect([...labelsOf(faces)]).to.deep.equal(
				Array.from({ length: count }, (_, i) => trainingLabels(i)).flat(),
			);
	});
}

const text = trainingText(3);
const reversed = [trainingHeader, ...[0, 1, 2].map(trainingCells)]
	.map((row) => `${[...row].reverse().join(",")}\n`)
	.join("");
const quoted = text.replace(/[^,\n]+/g, '"$&"');
const indexed = (name: string) =>
	text
		.split("\n")
		.map((line, i) =>
			line === "" ? "" : i === 0 ? `${name},${line}` : `${i - 1},${line}`,
		)
		.join("\n");

const readable: [what: string, content: string | Uint8Array][] = [
	["a plain file", text],
	["lines that end in CRLF", text.replaceAll("\n", "\r\n")],
	["a last line without a newline", text.slice(0, -1)],
	["a last line without a newline but a return", `${text.slice(0, -1)}\r`],
	["blank lines", text.replaceAll("\n", "\n\n")],
	["a byte-order mark", `\ufeff${text}`],
	["quoted cells", quoted],
	["a byte-order mark before a quote", `\ufeff${quoted}`],
	["columns in reverse order", reversed],
	["a column of row numbers without a name", indexed("")],
	["a column of row numbers with pandas's name", indexed("Unnamed: 0")],
	[
		"two columns of row numbers, as pandas leaves them",
		indexed("Unnamed: 0.1,Unnamed: 0").replace(/^\d,/gm, "7,7,"),
	],
	["a last column without a name", text.replaceAll("\n", ",\n")],
	["pixels with decimals", text.replace(/ (\d+)/g, " $1.0")],
	[
		"pixels in powers of ten",
		text.replace(/ (\d+)/g, (_, pixel) => ` ${Number(pixel).toExponential(2)}`),
	],
	["quoted row numbers with commas", indexed("").replace(/^\d,/gm, '"1,""2",')],
	["spaces around the pixels", text.replace(/,(\d+ [\d ]+)/g, ", $1 ")],
	[
		"pixels with leading zeros",
		text.replace(/,(\d+ [\d ]+)/g, (cell) => cell.replace(/\b\d\b/g, "00$&")),
	],
	["a gzip file", gzipSync(text)],
	[
		"a gzip file with padding",
		Buffer.concat([gzipSync(text), Buffer.alloc(100_000)]),
	],
	[
		"gzip members one after the other",
		Buffer.concat([gzipSync(text.slice(0, 999)), gzipSync(text.slice(999))]),
	],
	["a zip archive", zip({ "training.csv": text })],
	["a zip archive of a gzip file", zip({ "training.csv.gz": gzipSync(text) })],
	[
		"a zip archive of a zip archive",
		zip({ "training.zip": zip({ "training.csv": text }) }),
	],
	[
		"a zip archive with macOS's shadow file",
		zip({ "__MACOSX/._faces.csv": "x", "faces.csv": text }),
	],
	[
		"a zip archive of several files",
		zip({
			"test.csv": testText(1),
			"sub/training.csv": text,
			"readme.txt": "x",
		}),
	],
];

describe("loadFaces", () => {
	for (const [what, content] of readable)
		it(`reads ${what}`, () => expectFaces(content, 3));

	it("sees by its bytes how a file is packed, whatever its name", async () => {
		await expectFaces(gzipSync(text), 3, "training.zip");
		await expectFaces(zip({ "a.csv": text }), 3, "training.csv.gz");
		await expectFaces(text, 3, "training.csv.gz");
	});

	it("reads more rows than fit the first guess", async () => {
		await expectFaces(gzipSync(trainingText(100)), 100);
	});

	it("reads a test file with its ids", () =>
		inFolder(async (folder) => {
			const faces = await loadFaces(write(folder, "test.csv", testText(2)));
			expect([...(faces.imageIds ?? [])]).to.deep.equal([1, 2]);
			expect(faces.labels).to.equal(undefined);
			expect(() => labelsOf(faces)).to.throw(/missing labels.*test\.csv/);
		}));

	it("enters an archive by path", () =>
		inFolder(async (folder) => {
			const path = write(
				folder,
				"all.zip",
				zip({
					"test.zip": zip({ "test.csv": testText(2) }),
					"training.zip": zip({ "training.csv": text }),
				}),
			);
			expect(faceCount(await loadFaces(`${path}/test.csv`))).to.equal(2);
			const faces = await loadFaces(`${path}/training.csv`);
			expect(faceCount(faces)).to.equal(3);
			expect(faces.file).to.equal(path);
			expect(faceCount(await loadFaces(faces.source))).to.equal(3);
		}));

	it("takes words for missing labels, and says how many", () =>
		inFolder(async (folder) => {
			const words = ["NaN", "nan", "-nan", "NA", "N/A", "None", "null", "<NA>"];
			const cells = trainingCells(0);
			words.forEach((word, i) => {
				cells[i] = word;
			});
			cells[8] = "";
			const path = write(folder, "a.csv", `${trainingHeader}\n${cells}\n`);
			const [faces, said] = await hear(() => loadFaces(path));
			const values = labelsOf(faces);
			expect(Array.from(values.subarray(0, 10), Number.isNaN)).to.deep.equal([
				...Array(9).fill(true),
				false,
			]);
			expect(said).to.match(
				/a\.csv: read 8 cells such as NaN as missing labels\n/,
			);
		}));

	it("says that it read decimals as whole pixels, and passed over columns", () =>
		inFolder(async (folder) => {
			const changed = trainingText(3)
				.replace(/ (\d+)/g, " $1.0")
				.replaceAll("\n", ",,\n");
			const path = write(folder, "a.csv", changed);
			const [faces, said] = await hear(() => loadFaces(path));
			expect(faceCount(faces)).to.equal(3);
			expect(said)
				.to.match(/read numbers such as 67\.0 as whole ones, in 3 rows\n/)
				.and.match(
					/passed over 2 columns of row numbers: \(no name\), \(no name\)\n/,
				);
		}));

	it("keeps the full precision of labels, and NaN for blank ones", () =>
		inFolder(async (folder) => {
			const cells = trainingCells(0);
			const numbers = [
				"66.03356390980001",
				"-.5",
				"6.6e+01",
				"+7.",
				" 8.25 ",
				"",
				'""',
				"0.1",
			];
			const wanted = [
				66.03356390980001,
				-0.5,
				66,
				7,
				8.25,
				Number.NaN,
				Number.NaN,
				0.1,
			];
			numbers.forEach((number, i) => {
				cells[i] = number;
			});
			const faces = await loadFaces(
				write(folder, "a.csv", `${trainingHeader}\n${cells}\n`),
			);
			expect([...labelsOf(faces).subarray(0, 8)]).to.deep.equal(
				wanted.map(Math.fround),
			);
		}));

	it("leaves out bad rows where asked, and keeps the numbers of the others", () =>
		inFolder(async (folder) => {
			const lines = trainingText(4).split("\n");
			lines[2] = lines[2].replace(/ \d+ /, " 256 ");
			lines[3] = lines[3].slice(0, 4000);
			const path = write(folder, "bad.csv", lines.join("\n"));
			const faces = await loadFaces(path, { onBadRow: "skip" });
			expect([...faces.rows]).to.deep.equal([1, 4]);
			expect(faces.skipped).to.equal(2);
			expect(faces.skippedReasons[0]).to.match(/invalid pixel.*row 2/);
			expect([...labelsOf(faces)]).to.deep.equal([
				...trainingLabels(0),
				...trainingLabels(3),
			]);
			expect([...faces.images.subarray(IMAGE_PIXELS)]).to.deep.equal(
				pixelsOf(3),
			);
		}));

	it("tells how far it has come", () =>
		inFolder(async (folder) => {
			const parts: number[] = [];
			await loadFaces(write(folder, "a.csv", text), {
				onProgress: (part) => parts.push(part),
			});
			expect(parts.at(-1)).to.equal(1);
		}));
});

describe("selectFaces", () => {
	it("takes faces with all that belongs to them, in the order asked for", () =>
		inFolder(async (folder) => {
			const faces = await loadFaces(write(folder, "a.csv", text));
			const chosen = selectFaces(
				{ ...faces, groups: Int32Array.of(7, 8, 9) },
				[2, 0, 2],
			);
			expect([...chosen.rows]).to.deep.equal([3, 1, 3]);
			expect([...(chosen.groups ?? [])]).to.deep.equal([9, 7, 9]);
			expect([...labelsOf(chosen)]).to.deep.equal(
				[2, 0, 2].flatMap(trainingLabels),
			);
			expect([...chosen.images]).to.deep.equal([2, 0, 2].flatMap(pixelsOf));
			chosen.images.fill(0);
			expect([...faces.images.subarray(0, IMAGE_PIXELS)]).to.deep.equal(
				pixelsOf(0),
			);
			expect(faceCount(selectFaces(faces, []))).to.equal(0);
		}));

	it("refuses indices that are not there", () =>
		inFolder(async (folder) => {
			const faces = await loadFaces(write(folder, "a.csv", text));
			for (const index of [-1, 3, 0.5, Number.NaN])
				expect(() => selectFaces(faces, [index])).to.throw(
					`selectFaces: invalid index: ${index}`,
				);
		}));
});
