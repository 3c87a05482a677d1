import {
	existsSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { LookupTable } from "../../src/dataset";
import {
	checkSubmission,
	limitToImage,
	lookUpLocations,
	writeSubmission,
} from "../../src/submit";

const TABLE: LookupTable = {
	source: "IdLookupTable.csv",
	rows: [
		{ rowId: 1, imageId: 7, featureName: "left_eye_center_y", coordinate: 1 },
		{ rowId: 2, imageId: 7, featureName: "left_eye_center_x", coordinate: 0 },
		{ rowId: 3, imageId: 4, featureName: "nose_tip_x", coordinate: 20 },
	],
};

describe("a submission", () => {
	let folder: string;
	let path: string;

	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "submission-"));
		path = join(folder, "out.csv");
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	it("takes each location from its image and feature, in the table's order", () => {
		const predicted = Float32Array.from({ length: 60 }, (_, i) => i);
		// Image 4 comes first in the test file, image 7 second.
		expect(
			lookUpLocations(TABLE, Int32Array.of(4, 7), predicted),
		).to.deep.equal([31, 30, 20]);
	});

	it("refuses a row about an image that the test file does not have", () => {
		expect(() =>
			lookUpLocations(TABLE, Int32Array.of(7), new Float32Array(30)),
		).to.throw(/unknown ImageId: 4 in RowId 3 of IdLookupTable.csv/);
	});

	it("limits locations to the image", () => {
		expect([-1, 0, 50.5, 96, 97].map(limitToImage)).to.deep.equal([
			0, 0, 50.5, 96, 96,
		]);
	});

	it("is written as RowId,Location and leaves nothing else in the folder", async () => {
		await writeSubmission(path, TABLE, [1, 2.123456, 96]);
		expect(readFileSync(path, "utf8")).to.equal(
			"RowId,Location\n1,1.0000\n2,2.1235\n3,96.0000\n",
		);
		expect(readdirSync(folder)).to.deep.equal(["out.csv"]);
	});

	it("does not get its name where a location is no pixel of the image", async () => {
		writeFileSync(path, "an earlier one");
		let message = "";
		await writeSubmission(path, TABLE, [1, Number.NaN, 3]).catch((error) => {
			message = error.message;
		});
		expect(message).to.match(
			/invalid Location: "NaN" .*row 2; expected pixels/,
		);
		expect(readFileSync(path, "utf8")).to.equal("an earlier one");
		expect(readdirSync(folder)).to.deep.equal(["out.csv"]);
	});

	it("is refused where there are more or fewer locations than rows", async () => {
		for (const locations of [[10], [10, 20, 30, 40]]) {
			let message = "";
			await writeSubmission(path, TABLE, locations).catch((error) => {
				message = error.message;
			});
			expect(message).to.match(/invalid number of locations: \d; expected 3/);
		}
		expect(existsSync(path)).to.equal(false);
	});

	it("says which folder is missing where it cannot be written", async () => {
		let message = "";
		const there = join(folder, "nowhere", "out.csv");
		await writeSubmission(there, TABLE, [1, 2, 3]).catch((error) => {
			message = error.message;
		});
		expect(message).to.match(
			/cannot write .*out\.csv.*: its folder is missing/,
		);
	});

	for (const [what, text, message] of [
		[
			"a row is missing",
			"RowId,Location\n1,5\n2,5\n",
			/invalid number of rows: 2 .*the 3 of/,
		],
		[
			"rows are in another order",
			"RowId,Location\n1,5\n3,5\n2,5\n",
			/invalid RowId: 3 .*row 2; expected 2/,
		],
		[
			"a location is blank",
			"RowId,Location\n1,5\n2,\n3,5\n",
			/invalid Location: "" .*row 2/,
		],
		[
			"a location is far outside",
			"RowId,Location\n1,5\n2,5\n3,500\n",
			/invalid Location: "500" .*row 3/,
		],
	] as const)
		it(`is refused where ${what}`, async () => {
			writeFileSync(path, text);
			let error: Error | undefined;
			await checkSubmission(path, TABLE).catch((caught) => {
				error = caught;
			});
			expect(error?.message).to.match(message);
			expect(existsSync(path)).to.equal(true);
		});
});
