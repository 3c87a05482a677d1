import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { expect } from "chai";
import { faceCount, labelsOf, loadFaces } from "../../src/dataset";
import { cutFile } from "../../src/dataset/parts";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";
import { inFolder, messageOf, pixelsOf, trainingHeader, write } from "./files";

const FACES = 1600;

/** A file that is large enough for two parts; the row's number is its first label. */
function largeText(): string {
	const images = Array.from({ length: 8 }, (_, i) => pixelsOf(i).join(" "));
	const blank = ",".repeat(COORDINATE_NAMES.length - 1);
	const rows = Array.from(
		{ length: FACES },
		(_, i) => `${i / 20}${blank},${images[i % 8]}`,
	);
	return `${trainingHeader}\n${rows.join("\n")}\n`;
}

describe("a large plain file", function () {
	this.timeout(20_000);
	const text = largeText();

	it("is cut into parts that are whole lines", () =>
		inFolder(async (folder) => {
			const path = write(folder, "a.csv", text);
			const ranges = await cutFile(path, text.length);
			expect(ranges.length).to.equal(availableParallelism() > 1 ? 2 : 1);
			const bytes = readFileSync(path);
			let at = 0;
			for (const { start, end } of ranges) {
				expect(start).to.equal(at);
				expect(bytes[end - 1]).to.equal(10);
				at = end;
			}
			expect(at).to.equal(text.length);
		}));

	it("gives the same faces as one that is read in one piece", () =>
		inFolder(async (folder) => {
			const faces = await loadFaces(write(folder, "a.csv", text));
			expect(faceCount(faces)).to.equal(FACES);
			const labels = labelsOf(faces);
			for (let i = 0; i < FACES; i++) {
				expect(faces.rows[i]).to.equal(i + 1);
				expect(labels[30 * i]).to.equal(Math.fround(i / 20));
				const image = faces.images.subarray(
					i * IMAGE_PIXELS,
					(i + 1) * IMAGE_PIXELS,
				);
				if (Buffer.compare(image, Buffer.from(pixelsOf(i % 8))) !== 0)
					expect.fail(`image ${i} differs`);
			}
		}));

	it("counts rows and lines through all parts in what it says and skips", () =>
		inFolder(async (folder) => {
			const lines = text.split("\n");
			for (const row of [1500, 1550])
				lines[row] = lines[row].replace(" ", " x");
			lines.splice(100, 0, "", "");
			const path = write(folder, "a.csv", lines.join("\n"));
			expect(await messageOf(() => loadFaces(path))).to.match(
				/invalid pixel: .* row 1500 \(line 1503\), column Image/,
			);
			const faces = await loadFaces(path, { onBadRow: "skip" });
			expect(faces.skipped).to.equal(2);
			expect(faces.skippedReasons[1]).to.contain("row 1550 (line 1553)");
			expect([...faces.rows.subarray(-2)]).to.deep.equal([1599, 1600]);
			expect(faceCount(faces)).to.equal(FACES - 2);
			expect(faces.images.length).to.equal((FACES - 2) * IMAGE_PIXELS);
			lines[1585] = "1 ".repeat(600_000);
			writeFileSync(path, lines.join("\n"));
			const skipped = await loadFaces(path, { onBadRow: "skip" });
			expect(skipped.skippedReasons[2]).to.match(
				/longer than 1048576 bytes in .*row 1583 \(line 1586\)/,
			);
			expect([...skipped.rows.subarray(-2)]).to.deep.equal([1599, 1600]);
			lines[10] = "1,2";
			writeFileSync(path, lines.join("\n"));
			expect(await messageOf(() => loadFaces(path))).to.match(
				/2 cells .* row 10 \(line 11\)/,
			);
		}));

	it("has ids that are compared across its parts", () =>
		inFolder(async (folder) => {
			const images = Array.from({ length: 8 }, (_, i) => pixelsOf(i).join(" "));
			const rows = Array.from(
				{ length: FACES },
				(_, i) => `${i % 1590},${images[i % 8]}`,
			);
			const path = write(
				folder,
				"test.csv",
				`ImageId,Image\n${rows.join("\n")}`,
			);
			expect(await messageOf(() => loadFaces(path))).to.match(
				/invalid image id: 0 is that of row 1 too in .*test\.csv, row 1591/,
			);
		}));
});
