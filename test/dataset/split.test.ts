import { expect } from "chai";
import { createRandom } from "../../src/base";
import {
	type Faces,
	faceCount,
	groupByLikeness,
	groupsOf,
	labelledCount,
	loadGroups,
	splitFaces,
} from "../../src/dataset";
import { IMAGE_PIXELS } from "../../src/face";
import { describeLikeness } from "../../src/likeness";
import { nearestLeaves, plantLeaves } from "../../src/likeness/leaves";
import { findNeighbours } from "../../src/likeness/neighbours";
import { inFolder, messageOf, write } from "./files";

/** Faces whose images nobody looks at. */
function plainFaces(count: number): Faces {
	return {
		source: "faces.csv",
		file: "faces.csv",
		images: new Uint8Array(count * IMAGE_PIXELS),
		rows: Int32Array.from({ length: count }, (_, i) => i + 1),
		labels: new Float32Array(count * 30),
		skipped: 0,
		skippedReasons: [],
	};
}

const rowsOf = (faces: Faces) => [...faces.rows];

describe("splitFaces", () => {
	it("puts each face on one side, the fraction exactly, in the file's order", () => {
		const { training, validation } = splitFaces(plainFaces(50));
		expect(faceCount(validation)).to.equal(10);
		const all = [...rowsOf(training), ...rowsOf(validation)];
		expect(all.sort((a, b) => a - b)).to.deep.equal(rowsOf(plainFaces(50)));
		for (const side of [training, validation])
			expect(rowsOf(side)).to.deep.equal(rowsOf(side).sort((a, b) => a - b));
	});

	it("depends on the seed, and on nothing else", () => {
		const split = (seed: number) =>
			rowsOf(splitFaces(plainFaces(40), { seed }).validation);
		expect(split(1)).to.deep.equal(split(1));
		expect(split(1)).not.to.deep.equal(split(2));
	});

	/** Faces of which only those at some places have a label. */
	function labelledAt(count: number, places: number[]): Faces {
		const labels = new Float32Array(count * 30).fill(Number.NaN);
		for (const place of places) labels[place * 30 + 7] = 40;
		return { ...plainFaces(count), labels };
	}

	for (const [what, count, places, groups] of [
		["2 of 12 faces", 12, [3, 8], undefined],
		["2 of 60 faces, neighbours", 60, [58, 59], undefined],
		["two faces", 2, [0, 1], undefined],
		["two groups of three", 9, [0, 4], [0, 0, 0, 1, 1, 1, 2, 2, 2]],
		["all but one group", 8, [0, 1, 2, 3, 4, 5], [0, 0, 1, 1, 2, 2, 3, 3]],
		["a large group and a small one", 20, [0, 19], [...Array(19).fill(0), 1]],
	] as [string, number, number[], number[] | undefined][])
		it(`has faces with labels on both sides where there are ${what}`, () => {
			const faces = labelledAt(count, places);
			for (let seed = 0; seed < 50; seed++) {
				const { training, validation } = splitFaces(faces, {
					seed,
					...(groups && { groups: Int32Array.from(groups) }),
				});
				expect(labelledCount(training), `training, ${seed}`).to.be.above(0);
				expect(labelledCount(validation), `validation, ${seed}`).to.be.above(0);
				expect(labelledCount(training) + labelledCount(validation)).to.equal(
					places.length,
				);
			}
		});

	for (const [what, faces, groups] of [
		["one group", plainFaces(4), [5, 5, 5, 5]],
		["one face", plainFaces(1), undefined],
		["labels of one face alone", labelledAt(6, [2]), undefined],
		["labels of one group alone", labelledAt(6, [2, 3]), [0, 0, 1, 1, 2, 2]],
	] as [string, Faces, number[] | undefined][])
		it(`refuses ${what}, and says how to train on all`, () => {
			const options = groups && { groups: Int32Array.from(groups) };
			expect(() => splitFaces(faces, options)).to.throw(
				/(of one group|of 1 group|one face alone).*--hold-out 0 \(in a library call `holdOut: 0`\)/,
			);
			expect(() => splitFaces(faces, options)).to.throw(/--hold-out 0/);
		});

	it("splits faces without any label like others", () => {
		const rows = (faces: Faces) => rowsOf(splitFaces(faces).validation);
		expect(rows(labelledAt(40, []))).to.deep.equal(rows(plainFaces(40)));
	});

	it("never has a group on both sides, and meets the fraction nearly", () => {
		for (let seed = 0; seed < 40; seed++) {
			const random = createRandom(seed);
			const groups = Int32Array.from({ length: 60 }, () => random.integer(15));
			const fraction = 0.1 + 0.02 * seed;
			const faces = { ...plainFaces(60), groups };
			const { training, validation } = splitFaces(faces, {
				fraction,
				seed,
				groups,
			});
			const held = new Set(validation.groups);
			for (const group of training.groups ?? [])
				expect(held.has(group)).to.equal(false);
			expect(faceCount(training) + faceCount(validation)).to.equal(60);
			expect(faceCount(validation)).to.be.closeTo(60 * fraction, 5);
		}
	});

	it("leaves at least one group on each side", () => {
		const groups = Int32Array.of(1, 1, 1, 1, 2);
		for (const fraction of [0.001, 0.5, 0.999]) {
			const { training, validation } = splitFaces(plainFaces(5), {
				fraction,
				groups,
			});
			expect([faceCount(training), faceCount(validation)].sort()).to.deep.equal(
				[1, 4],
			);
		}
	});

	it("refuses what cannot be split", () => {
		for (const fraction of [0, 1, -1, Number.NaN])
			expect(() => splitFaces(plainFaces(5), { fraction })).to.throw(
				`invalid fraction: ${fraction}`,
			);
		expect(() =>
			splitFaces(plainFaces(5), { groups: Int32Array.of(1, 2) }),
		).to.throw("2 of them; expected one for each of the 5 faces");
		expect(() =>
			splitFaces(plainFaces(2), { groups: Int32Array.of(1, 1) }),
		).to.throw("expected two or more");
	});
});

describe("loadGroups", () => {
	it("finds the group of each face by its row", () =>
		inFolder(async (folder) => {
			const path = write(folder, "g.csv", "Row,Group\n3,30\n1,10\n2,20\n");
			const faces = { ...plainFaces(2), rows: Int32Array.of(3, 1) };
			expect([...(await loadGroups(path, faces))]).to.deep.equal([30, 10]);
			const { groups, origin } = await groupsOf(faces, {
				origin: "",
				training: "",
				groups: path,
			});
			expect([...groups]).to.deep.equal([30, 10]);
			expect(origin).to.contain(path);
		}));

	const bad: [what: string, text: string, says: RegExp][] = [
		[
			"a missing column",
			"Row,Person\n1,1\n",
			/missing column: Group in the header of .*g\.csv/,
		],
		[
			"a row twice",
			"Row,Group\n1,1\n1,2\n",
			/invalid Row: 1 in .*g\.csv, row 2, column Row, is there twice/,
		],
		[
			"a group of letters",
			"Row,Group\n1,x\n",
			/invalid Group: "x" in .*g\.csv, row 1, column Group/,
		],
		[
			"a face without a group",
			"Row,Group\n1,1\n",
			/missing row: .*g\.csv has no group for row 2 of faces\.csv/,
		],
		[
			"too few cells",
			"Row,Group\n1\n",
			/invalid row: 1 cells in .*g\.csv, row 1; expected 2/,
		],
		["no row", "Row,Group\n", /missing rows/],
		[
			"a column twice",
			"Row,Group,Group\n1,1,2\n2,1,2\n",
			/invalid header: the column Group is there twice in .*g\.csv/,
		],
		[
			"semicolons",
			"Row;Group\n1;1\n",
			/invalid separator: the columns of .*g\.csv are parted by semicolons/,
		],
		[
			"a text in UTF-16",
			"\0R\0o\0w\0,\0G\0r\0o\0u\0p\0\n",
			/g\.csv is text in UTF-16/,
		],
		[
			"more rows than a small table has",
			`Row,Group\n${"1,1\n".repeat(3)}${"\n".repeat(65 * 2 ** 20)}`,
			/g\.csv is larger than 64 MiB or 1000000 rows/,
		],
		["nothing", "", /missing column: Row, Group/],
	];
	for (const [what, text, says] of bad)
		it(`refuses ${what}`, () =>
			inFolder(async (folder) => {
				const path = write(folder, "g.csv", text);
				const message = await messageOf(() => loadGroups(path, plainFaces(2)));
				expect(message)
					.to.match(says)
					.and.match(/^loadGroups: .*; expected /);
			}));
});

describe("groupByLikeness", () => {
	/** Smooth random pictures, some of them copies with noise and other light. */
	function pictures(originals: number, copies: number): Faces {
		const random = createRandom(9);
		const faces = plainFaces(originals * copies);
		for (let i = 0; i < originals; i++) {
			const waves = Array.from({ length: 12 }, () => ({
				x: random.uniform(-0.2, 0.2),
				y: random.uniform(-0.2, 0.2),
				phase: random.uniform(0, 6),
			}));
			for (let copy = 0; copy < copies; copy++) {
				const image = copy * originals + i;
				for (let p = 0; p < IMAGE_PIXELS; p++) {
					const [x, y] = [p % 96, Math.floor(p / 96)];
					const value = waves.reduce(
						(sum, w) => sum + Math.sin(w.x * x + w.y * y + w.phase),
						0,
					);
					faces.images[image * IMAGE_PIXELS + p] =
						120 + 20 * copy + (14 - 2 * copy) * value + random.normal(0, 4);
				}
			}
		}
		delete faces.labels;
		return faces;
	}

	it("puts copies of a picture in one group, and others in others", async () => {
		const groups = await groupByLikeness(pictures(20, 3));
		expect(groups.slice(0, 20)).to.deep.equal(
			Int32Array.from({ length: 20 }, (_, i) => i),
		);
		expect(groups.slice(20, 40)).to.deep.equal(groups.slice(0, 20));
		expect(groups.slice(40)).to.deep.equal(groups.slice(0, 20));
	});

	it("keeps groups to the size allowed", async () => {
		const groups = await groupByLikeness(pictures(1, 12), { largest: 5 });
		const sizes = new Map<number, number>();
		for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1);
		expect(Math.max(...sizes.values())).to.equal(5);
	});

	it("leaves pictures of one grey alone", async () => {
		expect([...(await groupByLikeness(plainFaces(3)))]).to.deep.equal([
			0, 1, 2,
		]);
	});

	it("is what groupsOf falls back to, and says so", async () => {
		const faces = pictures(2, 2);
		const { groups, origin } = await groupsOf(faces, {
			origin: "",
			training: "",
		});
		expect([...groups]).to.deep.equal([0, 1, 0, 1]);
		expect(origin).to.equal("2 groups of 4 faces, by how alike the images are");
	});

	it("finds the same neighbours as comparing each with all does", async () => {
		const random = createRandom(5);
		const [count, width, most, threshold] = [500, 144, 12, 0.3];
		const vectors = new Float32Array(count * width);
		for (let face = 0; face < count; face++) {
			// Some alone, some in crowds, some twice, some of one grey.
			const crowd = createRandom(face % 7);
			const own = Array.from(
				{ length: width },
				() => (face % 3) * crowd.normal(0, 1) + random.normal(0, 1),
			);
			const norm = Math.hypot(...own);
			if (face % 50 !== 1)
				vectors.set(
					own.map((x) => x / norm),
					face * width,
				);
			if (face % 50 === 2) vectors.copyWithin(face * width, 0, width);
		}
		const likeness = (a: number, b: number) => {
			const sums = [0, 0, 0, 0];
			for (let i = 0; i < width; i++)
				sums[i % 4] += vectors[a * width + i] * vectors[b * width + i];
			return sums[0] + sums[1] + sums[2] + sums[3];
		};
		const expected = new Set<string>();
		const others = Array.from({ length: count }, (_, i) => i);
		for (let face = 0; face < count; face++)
			for (const mate of others
				.filter((mate) => mate !== face && likeness(face, mate) >= threshold)
				.sort((p, q) => likeness(face, q) - likeness(face, p) || p - q)
				.slice(0, most))
				expected.add([Math.min(face, mate), Math.max(face, mate)].join());
		const options = { width, most, threshold };
		const pairs = await findNeighbours(vectors, options);
		expect(expected.size).to.be.above(1000);
		expect(pairs.map(({ a, b }) => `${a},${b}`).sort()).to.deep.equal(
			[...expected].sort(),
		);
		for (const [i, pair] of pairs.entries()) {
			expect(pair.likeness).to.equal(likeness(pair.a, pair.b));
			if (i > 0) expect(pair.likeness).to.be.at.most(pairs[i - 1].likeness);
		}
	});

	it("finds copies among more vectors than it compares with each other, and says so", async () => {
		const random = createRandom(6);
		const [count, width] = [9000, 20];
		const vectors = new Float32Array(count * width);
		for (let face = 0; face < count; face++) {
			// As of images, a few directions hold most; the second half repeats the first, a little changed.
			const first = (face % (count / 2)) * width;
			const own = Array.from({ length: width }, (_, i) =>
				face < count / 2
					? random.normal(0, 0.85 ** i)
					: vectors[first + i] + random.normal(0, 0.01),
			);
			const norm = Math.hypot(...own);
			vectors.set(
				own.map((x) => x / norm),
				face * width,
			);
		}
		const done: number[] = [];
		const pairs = await findNeighbours(vectors, {
			...{ width, most: 12, threshold: 0.9 },
			onProgress: (vectors) => done.push(vectors),
		});
		const found = new Set(pairs.map(({ a, b }) => `${a},${b}`));
		for (let face = 0; face < count / 2; face++)
			expect(found.has(`${face},${face + count / 2}`), `${face}`).to.equal(
				true,
			);
		expect(done).to.deep.equal([...done].sort((a, b) => a - b));
		expect(done.at(-1)).to.be.within(0.9 * count, count);

		expect(describeLikeness(8192)).to.equal("by how alike the images are");
		expect(describeLikeness(count)).to.match(/more than 8192 .* may be missed/);
	});

	it("looks at the nearest leaves, itself first", async () => {
		// 256 points on a line, in four leaves.
		const leaves = await plantLeaves(
			Float32Array.from({ length: 256 }, (_, i) => (i * 37) % 256),
			1,
		);
		expect(leaves.map(({ members }) => members.length)).to.deep.equal([
			64, 64, 64, 64,
		]);
		expect(
			(await nearestLeaves(leaves, 3)).map((near) => [...near]),
		).to.deep.equal([
			[0, 1, 2],
			[1, 0, 2],
			[2, 1, 3],
			[3, 2, 1],
		]);
	});

	it("lets others have their turn again and again", async () => {
		let turns = 0;
		let next: NodeJS.Immediate | undefined;
		const tick = () => {
			turns++;
			next = setImmediate(tick);
		};
		tick();
		await groupByLikeness(pictures(20, 3));
		clearImmediate(next);
		expect(turns).to.be.above(3);
	});

	it("refuses options that mean nothing", async () => {
		expect(
			await messageOf(() => groupByLikeness(plainFaces(2), { threshold: 2 })),
		).to.match(/^groupByLikeness: invalid threshold: 2; expected/);
		expect(
			await messageOf(() => groupByLikeness(plainFaces(2), { largest: 0 })),
		).to.match(/^groupByLikeness: invalid largest: 0; expected/);
	});
});
