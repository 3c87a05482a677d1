import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import {
	checkData,
	formatDataReport,
	loadLookupTable,
	locateData,
} from "../../src/dataset";
import {
	inFolder,
	messageOf,
	testText,
	trainingCells,
	trainingHeader,
	trainingText,
	write,
	zip,
} from "./files";

const lookupText =
	"RowId,ImageId,FeatureName,Location\n1,1,nose_tip_x,\n2,1,nose_tip_y,\n3,2,nose_tip_x,\n";

describe("loadLookupTable", () => {
	it("reads ids, features and their places, with and without Location", () =>
		inFolder(async (folder) => {
			for (const text of [
				lookupText,
				lookupText.replaceAll(/,(Location|)$/gm, "").replaceAll("\n", "\r\n"),
			]) {
				const { rows } = await loadLookupTable(write(folder, "l.csv", text));
				expect(rows).to.deep.equal([
					{ rowId: 1, imageId: 1, featureName: "nose_tip_x", coordinate: 20 },
					{ rowId: 2, imageId: 1, featureName: "nose_tip_y", coordinate: 21 },
					{ rowId: 3, imageId: 2, featureName: "nose_tip_x", coordinate: 20 },
				]);
			}
		}));

	const bad: [what: string, from: string, to: string, says: RegExp][] = [
		[
			"an unknown feature",
			"2,1,nose_tip_y",
			"2,1,nose",
			/unknown FeatureName: "nose" in .*l\.csv, row 2, column FeatureName/,
		],
		[
			"a RowId twice",
			"3,2",
			"1,2",
			/RowId 1 in .*l\.csv, row 3 is in row 1 too/,
		],
		[
			"a feature of an image twice",
			"3,2",
			"3,1",
			/nose_tip_x of image 1 in .*l\.csv, row 3 is in row 1 too/,
		],
		[
			"an id of letters",
			"3,2",
			"3,b",
			/invalid ImageId: "b" in .*l\.csv, row 3, column ImageId/,
		],
		[
			"a missing column",
			"FeatureName",
			"Feature",
			/missing column: FeatureName in the header of .*l\.csv/,
		],
	];
	for (const [what, from, to, says] of bad)
		it(`refuses ${what}`, () =>
			inFolder(async (folder) => {
				const path = write(folder, "l.csv", lookupText.replace(from, to));
				const message = await messageOf(() => loadLookupTable(path));
				expect(message)
					.to.match(says)
					.and.match(/^loadLookupTable: .*; expected /);
			}));
});

describe("locateData", () => {
	it("finds the competition's files in a folder under all their names", () =>
		inFolder((folder) => {
			for (const name of [
				"training.zip",
				"test.csv.gz",
				"submissionFileFormat.csv",
				"training_groups.csv",
			])
				write(folder, name, "");
			expect(locateData(folder)).to.deep.equal({
				origin: `${folder}, as asked for`,
				training: join(folder, "training.zip"),
				test: join(folder, "test.csv.gz"),
				lookup: join(folder, "submissionFileFormat.csv"),
				groups: join(folder, "training_groups.csv"),
			});
			write(folder, "training.csv", "");
			expect(locateData(folder).training).to.equal(
				join(folder, "training.csv"),
			);
			expect(locateData(join(folder, "training.zip")).test).to.equal(
				join(folder, "test.csv.gz"),
			);
		}));

	it("takes a file of another name for a training file alone", () =>
		inFolder((folder) => {
			write(folder, "test.csv", "");
			const path = write(folder, "mine.csv", "");
			expect(locateData(path)).to.deep.equal({
				origin: `${path}, as asked for`,
				training: path,
			});
		}));

	it("looks into Kaggle's download as it is", () =>
		inFolder(async (folder) => {
			const path = write(
				folder,
				"facial-keypoints-detection.zip",
				zip({
					"IdLookupTable.csv": lookupText,
					"test.zip": zip({ "test.csv": testText(2) }),
					"training.zip": zip({ "training.csv": trainingText(3) }),
				}),
			);
			for (const where of [folder, path]) {
				const { training, test, lookup } = await checkData(locateData(where));
				expect([training.rows, test?.rows, lookup?.rows]).to.deep.equal([
					3, 2, 3,
				]);
			}
		}));

	it("goes by KEYPOINTS_DATA where no path is given", () =>
		inFolder((folder) => {
			const path = write(folder, "mine.csv", "");
			const before = process.env.KEYPOINTS_DATA;
			process.env.KEYPOINTS_DATA = path;
			try {
				expect(locateData().origin).to.equal(`${path}, from KEYPOINTS_DATA`);
				expect(locateData(folder === "" ? "" : path).origin).to.contain(
					"as asked for",
				);
			} finally {
				if (before === undefined) delete process.env.KEYPOINTS_DATA;
				else process.env.KEYPOINTS_DATA = before;
			}
		}));

	it("says what it has looked for where there is nothing", () =>
		inFolder(async (folder) => {
			mkdirSync(join(folder, "training.csv"));
			write(folder, "readme.txt", "");
			expect(await messageOf(() => locateData(folder))).to.match(
				/^locateData: missing training file: .*no training\.csv, training\.csv\.gz.*which holds readme\.txt, training\.csv; expected/,
			);
			write(folder, "test.csv", testText(1));
			expect(await messageOf(() => locateData(folder))).to.match(
				/\(test\.csv alone is not enough: every command needs the training file beside\).*`npx keypoints data download`/,
			);
			expect(await messageOf(() => locateData(join(folder, "x")))).to.match(
				/^locateData: missing data: .*no such file or folder/,
			);
		}));
});

describe("checkData", () => {
	/** Four faces: complete, one gap, the four points of source B, none. */
	function sources(): string {
		const rows = [0, 1, 2, 3].map(trainingCells);
		rows[1][20] = "";
		for (let i = 0; i < 30; i++) {
			if (![0, 1, 2, 3, 20, 21, 28, 29].includes(i)) rows[2][i] = "";
			rows[3][i] = "";
		}
		return [trainingHeader, ...rows].map((row) => `${row}\n`).join("");
	}

	it("counts what is there and what is missing, and says it in words", () =>
		inFolder(async (folder) => {
			write(folder, "training.csv.gz", gzipSync(sources()));
			write(folder, "test.csv", testText(3));
			write(folder, "IdLookupTable.csv", lookupText);
			write(folder, "training_groups.csv", "Row,Group\n1,5\n2,5\n3,6\n4,6\n");
			const report = await checkData(locateData(folder));
			const { complete, sourceA, sourceB, unlabelled } = report.training;
			expect([complete, sourceA, sourceB, unlabelled]).to.deep.equal([
				1, 2, 1, 1,
			]);
			expect(report.test).to.deep.equal({ rows: 3 });
			expect(report.lookup).to.deep.equal({ rows: 3, images: 2, unasked: 1 });
			expect(report.groups).to.deep.equal({ count: 2 });
			const text = formatDataReport(report);
			expect(text).to.match(/training +4 faces/);
			expect(text).to.match(/1 \(25\.0 %\) have all 15 points/);
			expect(text).to.match(
				/2 \(50\.0 %\) are of source A, 1 \(25\.0 %\) of B/,
			);
			expect(text).to.match(/nose_tip +2 +2 +50\.0/);
			expect(text).to.match(
				/- 1 of 67 labels are an x without its y, .* row 2; /,
			);
			expect(text).to.match(/1 test images are not asked about/);
		}));

	it("goes by which points a row has, as training does, and not by how many", () =>
		inFolder(async (folder) => {
			const cells = trainingCells(0).map((cell, i) =>
				i < 28 && i > 3 ? "" : cell,
			);
			cells[4] = cells[5] = "50"; // a point that only source A marks, among four
			const path = write(folder, "a.csv", `${trainingHeader}\n${cells}\n`);
			const { training } = await checkData(locateData(path));
			expect([training.sourceA, training.sourceB]).to.deep.equal([1, 0]);
		}));

	it("says what is not as in faces, and where", () =>
		inFolder(async (folder) => {
			const rows = [0, 1, 2].map(trainingCells);
			for (let i = 0; i < 30; i++)
				rows[1][i] = i % 2 ? String(95 - Number(rows[1][i])) : rows[1][i];
			const path = write(folder, "a.csv", [trainingHeader, ...rows].join("\n"));
			const text = formatDataReport(await checkData(locateData(path)));
			expect(text).to.match(
				/Not as it should be:\n- 1 of 3 faces have their eyes below the mouth, in .*a\.csv, row 2; expected/,
			);
			expect(text).not.to.match(/as it should be\.$/);
		}));

	it("is content with a training file alone", () =>
		inFolder(async (folder) => {
			const report = await checkData(
				locateData(write(folder, "a.csv", trainingText(2))),
			);
			expect(report.training.complete).to.equal(2);
			expect(formatDataReport(report)).to.match(/is as it should be\.$/);
			expect(formatDataReport(report)).to.match(
				/test +no file\nlookup +no file\ngroups +no file/,
			);
		}));

	const bad: [what: string, files: Record<string, string>, says: RegExp][] = [
		[
			"a training file without labels",
			{ "training.csv": testText(1) },
			/missing labels: .*training\.csv/,
		],
		[
			"labels from -1 to 1",
			{
				"training.csv": trainingText(2).replace(/\d+(\.5)?(?=,)/g, (label) =>
					String(Number(label) / 48 - 1),
				),
			},
			/invalid faces: 2 of 2 faces have their eyes less than 5 pixels apart/,
		],
		[
			"a lookup row about an image that is not there",
			{ "test.csv": testText(1) },
			/unknown ImageId: 2 in .*IdLookupTable\.csv, row 3, column ImageId; expected an image of .*test\.csv/,
		],
		[
			"groups for too few rows",
			{ "training_groups.csv": "Row,Group\n1,1\n" },
			/invalid groups: .*training_groups\.csv has 1 rows and none for row 2; expected one for each of the 2 rows/,
		],
		[
			"groups for too many rows",
			{ "training_groups.csv": "Row,Group\n1,1\n2,1\n3,1\n" },
			/has 3 rows; expected one for each of the 2 rows/,
		],
	];
	for (const [what, files, says] of bad)
		it(`refuses ${what}`, () =>
			inFolder(async (folder) => {
				const all = {
					"training.csv": trainingText(2),
					"test.csv": testText(2),
					"IdLookupTable.csv": lookupText,
					...files,
				};
				for (const [name, text] of Object.entries(all))
					write(folder, name, text);
				const message = await messageOf(() => checkData(locateData(folder)));
				expect(message)
					.to.match(says)
					.and.match(/^checkData: /);
			}));
});
