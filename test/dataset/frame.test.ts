import { expect } from "chai";
import { DataFrame } from "danfojs-node";
import {
	createFrame,
	frameValues,
	fromFrame,
	labelsOf,
	selectFaces,
	toFrame,
} from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";
import { squares } from "../support/faces";

const nan = Number.NaN;

describe("frameValues", () => {
	it("puts the columns in the competition's order, and needs them all", () => {
		const reversed = [...COORDINATE_NAMES].reverse();
		const frame = createFrame(
			Float64Array.from(reversed, (_, i) => 29 - i),
			reversed,
		);
		expect([...frameValues(frame)]).to.deep.equal(
			Array.from({ length: 30 }, (_, i) => i),
		);
		expect(() =>
			frameValues(createFrame([1, 2], ["nose_tip_x", "b"])),
		).to.throw("frameValues: missing columns: left_eye_center_x");
	});

	it("keeps columns that begin with gaps as numbers", () => {
		const frame = createFrame([nan, nan, 1, 2], ["a", "b"]);
		expect(frame.dtypes).to.deep.equal(["float32", "float32"]);
		expect(frame.values).to.deep.equal([
			[nan, nan],
			[1, 2],
		]);
	});
});

describe("labels as a DataFrame and back", () => {
	// Rows 5, 6, ... of a file, of which some labels are missing.
	const all = squares(16, 1, 0.05);
	const faces = selectFaces(all, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);

	it("are the same labels, with the rows of the file as index", () => {
		const frame = toFrame(faces);
		expect(frame.columns).to.deep.equal([...COORDINATE_NAMES]);
		expect(frame.index).to.deep.equal([...faces.rows]);
		const back = fromFrame(frame, faces);
		expect([...back.labels]).to.deep.equal([...labelsOf(faces)]);
		expect([...back.rows]).to.deep.equal([...faces.rows]);
	});

	it("take their images along where rows are dropped", () => {
		const whole = fromFrame(toFrame(faces).dropNa({ axis: 1 }), faces);
		const complete = [...faces.rows.keys()].filter((i) =>
			labelsOf(faces)
				.subarray(30 * i, 30 * i + 30)
				.every((label) => !Number.isNaN(label)),
		);
		expect(complete.length).to.be.within(1, 9);
		const expected = selectFaces(faces, complete);
		expect([...whole.rows]).to.deep.equal([...expected.rows]);
		expect([...whole.labels]).to.deep.equal([...labelsOf(expected)]);
		expect(Buffer.from(whole.images).equals(expected.images)).to.equal(true);
		expect(whole.images.length).to.equal(complete.length * IMAGE_PIXELS);
	});

	it("follow the order of the frame", () => {
		const sorted = toFrame(faces).sortIndex({ ascending: false });
		const back = fromFrame(sorted, faces);
		expect([...back.rows]).to.deep.equal([...faces.rows].reverse());
	});

	it("count over what the faces had, and blanks and words are missing", () => {
		for (const missing of [nan, null, undefined, "", " ", "NA"]) {
			const back = fromFrame(frameWith(missing), faces);
			expect(back.labels[3 * 30 + 20], String(missing)).to.be.NaN;
			expect(back.labels[3 * 30 + 21]).to.equal(40);
		}
	});

	/** A frame of labels for these faces, one of whose cells is something else. */
	function frameWith(cell: unknown): DataFrame {
		const rows: unknown[][] = Array.from(faces.rows, () =>
			COORDINATE_NAMES.map(() => 40),
		);
		rows[3][20] = cell;
		const columns = [...COORDINATE_NAMES];
		const index = [...faces.rows];
		return new DataFrame(rows as number[][], { columns, index });
	}

	for (const cell of ["40", "left", true, Number.POSITIVE_INFINITY])
		it(`are refused with the label ${typeof cell === "string" ? `"${cell}"` : cell}`, () => {
			expect(() => fromFrame(frameWith(cell), faces)).to.throw(
				/^fromFrame: invalid label: .* in column nose_tip_x of face 3, from 0; expected pixels as a number, or NaN/,
			);
		});

	it("are refused without a column, and with rows that are none of the faces", () => {
		const without = toFrame(faces).drop({ columns: ["nose_tip_x"] });
		expect(() => fromFrame(without, faces)).to.throw(
			/^fromFrame: missing columns: nose_tip_x/,
		);
		const reset = toFrame(faces).resetIndex();
		expect(() => fromFrame(reset, faces)).to.throw(
			/^fromFrame: unknown row: 0 in the frame's index is no row of squares; expected rows as `toFrame` gives them: `resetIndex` loses them/,
		);
	});
});
