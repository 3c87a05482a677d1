import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";
import { expect } from "chai";
import sharp from "sharp";
import { projectFolder } from "../../src/base";
import {
	checkData,
	labelsOf,
	loadFaces,
	loadTestFaces,
	locateData,
} from "../../src/dataset";
import {
	downloadYouTubeFaces,
	TEST_PEOPLE,
	YOUTUBE_FACES,
	type YouTubeFacesOptions,
} from "../../src/youtube";
import { gitFolderId, gitId } from "../../src/youtube/archive";
import { inFolder, messageOf, write } from "../dataset/files";
import { start } from "../scripts/run";
import {
	type ArchiveServer,
	startArchiveServer,
} from "../support/archiveServer";
import { archiveFiles, packArchive } from "./frames";

const ALL = [
	"IdLookupTable.csv",
	"SampleSubmission.csv",
	"about.json",
	"test.csv",
	"test_labels.csv",
	"training.csv",
	"training_groups.csv",
];

describe("downloadYouTubeFaces", function () {
	this.timeout(60_000); // the frames are drawn
	let files: Awaited<ReturnType<typeof archiveFiles>>;
	let whole: ReturnType<typeof packArchive>;
	let server: ArchiveServer;

	before(async () => {
		files = await archiveFiles();
		whole = packArchive(files);
	});
	beforeEach(async () => {
		server = await startArchiveServer(whole.bytes);
	});
	afterEach(() => server.close());

	const download = (folder: string, options: YouTubeFacesOptions = {}) =>
		downloadYouTubeFaces(folder, {
			from: server.url,
			origin: whole.origin,
			retryMs: 1,
			onRetry: () => {},
			...options,
		});
	const withFaces = (work: (target: string, folder: string) => unknown) =>
		inFolder((folder) => work(join(folder, "faces"), folder));

	it("makes files that pass every check, with one person apart to test on", () =>
		withFaces(async (target, folder) => {
			const about = await download(target);
			expect(about.kept).to.equal(false);
			expect(about.training).to.deep.equal({ faces: 9, people: 3 });
			expect(about.test).to.deep.equal({ faces: 3, people: 1 });
			expect(readdirSync(folder)).to.deep.equal(["faces"]);
			expect(readdirSync(target).sort()).to.deep.equal([...ALL].sort());
			const data = locateData(target);
			const report = await checkData(data);
			expect(report.training.rows).to.equal(9);
			expect(report.groups?.count).to.equal(3);
			expect(report.lookup?.images).to.equal(3);
			const test = await loadTestFaces(data);
			expect([...new Set(test.groups)]).to.deep.equal([3]); // Cleo, by name the third
			const asked = labelsOf(test).filter((x) => !Number.isNaN(x)).length;
			expect(report.lookup?.rows).to.equal(asked);
		}));

	it("gives the same bytes for the same seed, however the archive is packed, and others for another", () =>
		withFaces(async (target, folder) => {
			const repacked = packArchive(
				Object.fromEntries(Object.entries(files).reverse()),
			);
			expect(repacked.bytes.equals(whole.bytes)).to.equal(false);
			const archive = write(folder, "repacked.zip", repacked.bytes);
			const first = await download(target);
			const second = await download(join(folder, "b"), { from: archive });
			const third = await download(join(folder, "c"), { seed: 1 });
			expect(second.files).to.deep.equal(first.files);
			expect(third.files["training.csv"]).to.not.equal(
				first.files["training.csv"],
			);
			expect(existsSync(archive)).to.equal(true); // the user's own
		}));

	it("keeps what is there, asks for nothing, and says so", () =>
		withFaces(async (target) => {
			await download(target);
			const asked = server.ranges.length;
			const again = await download(target);
			expect(again.kept).to.equal(true);
			expect(server.ranges.length).to.equal(asked);
		}));

	for (const [what, prepare, options, expected] of [
		[
			"holds something else",
			(target) => {
				mkdirSync(target);
				writeFileSync(join(target, "training.csv"), "mine");
			},
			{},
			/invalid folder: .*faces holds something else: training\.csv; expected a new or empty one/,
		],
		[
			"holds a damaged file",
			async (target) => {
				await download(target);
				const path = join(target, "training.csv");
				writeFileSync(path, readFileSync(path, "utf8").replace("1", "2"));
			},
			{},
			/invalid file: training\.csv in .*faces is not what was written/,
		],
		[
			"lacks a file",
			async (target) => {
				const about = await download(target);
				const files = { ...about.files, "more.csv": "0" };
				writeFileSync(
					join(target, "about.json"),
					JSON.stringify({ ...about, files }),
				);
			},
			{},
			/missing file: more\.csv in .*faces is gone/,
		],
		[
			"holds another size",
			(target) => download(target),
			{ size: 64 },
			/holds the faces at 96x96 pixels in grey with seed 0; expected another folder for 64x64/,
		],
	] as [string, (target: string) => unknown, YouTubeFacesOptions, RegExp][])
		it(`leaves a folder alone that ${what}`, () =>
			withFaces(async (target) => {
				await prepare(target);
				const before = readdirSync(target).map((name) =>
					readFileSync(join(target, name), "utf8"),
				);
				const message = await messageOf(() => download(target, options));
				expect(message).to.match(/^downloadYouTubeFaces: /);
				expect(message).to.match(expected);
				const after = readdirSync(target).map((name) =>
					readFileSync(join(target, name), "utf8"),
				);
				expect(after).to.deep.equal(before);
			}));

	/** Sends the beginning, waits until it has arrived, and breaks the connection. */
	const cutAt = (folder: string, length: number, response: ServerResponse) => {
		response.writeHead(200, {
			etag: '"1"',
			"content-length": whole.bytes.length,
		});
		response.write(whole.bytes.subarray(0, length));
		const part = join(folder, ".download", "faces.zip");
		const look = setInterval(() => {
			if (!existsSync(part) || statSync(part).size < length) return;
			clearInterval(look);
			response.destroy();
		}, 5);
		return true;
	};

	it("goes on where the connection was cut", () =>
		withFaces(async (target, folder) => {
			server.instead = (_, response) =>
				server.ranges.length === 1 && cutAt(folder, 50_000, response);
			await download(target);
			expect(server.ranges).to.deep.equal([undefined, "bytes=50000-"]);
		}));

	it("goes on after another start, and has nothing that looks like data until then", () =>
		withFaces(async (target, folder) => {
			server.instead = (_, response) => {
				if (server.ranges.length === 1) return cutAt(folder, 9000, response);
				response.writeHead(404).end();
				return true;
			};
			expect(await messageOf(() => download(target))).to.match(
				/answers 404: there is no such archive.*--from FILE/,
			);
			expect(readdirSync(folder)).to.deep.equal([".download"]);
			server.instead = () => false;
			await download(target);
			expect(server.ranges.at(-1)).to.equal("bytes=9000-");
			expect(readdirSync(folder)).to.deep.equal(["faces"]);
		}));

	it("lets one download at a time write the archive, and another begin once that has ended", () =>
		withFaces(async (target, folder) => {
			// The first waits in the middle of the archive for the second to have ended.
			let goOn = () => {};
			const begun = new Promise<void>((begin) => {
				server.instead = (_request, response) => {
					server.instead = () => false;
					response.writeHead(200, {
						"content-length": server.bytes.length,
						etag: '"1"',
					});
					response.write(server.bytes.subarray(0, 1000));
					goOn = () => response.end(server.bytes.subarray(1000));
					begin();
					return true;
				};
			});
			const first = download(target);
			await begun;
			expect(await messageOf(() => download(target))).to.match(
				/^downloadYouTubeFaces: .*faces\.zip is in use: another download writes it; wait until/,
			);
			goOn();
			expect((await first).training.faces).to.equal(9);
			expect(readdirSync(folder)).to.deep.equal(["faces"]);
			expect(server.ranges).to.deep.equal([undefined]);
			expect((await download(target)).kept).to.equal(true);
		}));

	it("takes an archive whose size and tag the server does not tell", () =>
		withFaces(async (target) => {
			server.instead = (_, response) => {
				response.writeHead(200, { "content-type": "application/zip" });
				response.write(whole.bytes.subarray(0, 5000));
				response.end(whole.bytes.subarray(5000));
				return true;
			};
			expect((await download(target)).training.faces).to.equal(9);
		}));

	/** The archive with some files changed; undefined removes one. */
	const changed = (changes: Record<string, string | Buffer | undefined>) => {
		const others = { ...files, ...changes };
		return packArchive(
			Object.fromEntries(
				Object.entries(others).filter(([, content]) => content !== undefined),
			) as Record<string, string | Buffer>,
		);
	};
	const table = "data/training_frames_keypoints.csv";
	const frame = "data/training/Ben_Two_01.jpg";
	const cells = (change: (rows: string[][]) => void) => {
		const rows = String(files[table])
			.split("\n")
			.map((row) => row.split(","));
		change(rows);
		return rows.map((row) => row.join(",")).join("\n");
	};

	for (const [what, archive, expected] of [
		[
			"an archive that is cut short",
			() => ({ ...whole, bytes: whole.bytes.subarray(0, -3000) }),
			/invalid zip archive: .*damaged or cut short.*what was fetched has been removed/,
		],
		[
			"an archive with a wrong byte in a frame",
			() => {
				const bytes = Buffer.from(whole.bytes);
				bytes[bytes.indexOf("Ben_Two_01.jpg") + 500] ^= 1;
				return { ...whole, bytes };
			},
			/invalid zip archive: .*data\/training\/Ben_Two_01\.jpg/,
		],
		[
			"another frame than the commit has",
			() => ({ ...changed({ [frame]: "other" }), origin: whole.origin }),
			/invalid archive: data\/training in .* has the id [0-9a-f]{40} in git; expected [0-9a-f]{40}, that of commit 0123/,
		],
		[
			"a frame more than the commit has",
			() => ({
				...changed({ "data/training/Eve_01.jpg": "more" }),
				origin: whole.origin,
			}),
			/invalid archive: data\/training in/,
		],
		[
			"other landmarks than the commit has",
			() => ({
				...changed({ [table]: `${files[table]}\n` }),
				origin: whole.origin,
			}),
			/invalid archive: data\/training_frames_keypoints\.csv in/,
		],
		[
			"an archive without landmarks",
			() => changed({ [table]: undefined }),
			/missing landmarks: data\/training_frames_keypoints\.csv in .*; expected an archive of commit 0123/,
		],
		[
			"an archive of something else",
			() => packArchive({ "README.md": "hello", [table]: "," }),
			/missing frames: data\/training in/,
		],
		[
			"a row whose frame is missing",
			() => changed({ [frame]: undefined }),
			/missing frame: .* has no data\/training\/Ben_Two_01\.jpg, of which row 8 of the landmarks is/,
		],
		[
			"a frame that is no picture",
			() => changed({ [frame]: "no picture at all, but long enough" }),
			/invalid photo: .*data\/training\/Ben_Two_01\.jpg is no picture/,
		],
		[
			"a frame that is cut short",
			() => changed({ [frame]: (files[frame] as Buffer).subarray(0, 3000) }),
			/invalid photo: .*data\/training\/Ben_Two_01\.jpg cannot be read.*damaged or cut short/,
		],
		[
			"a landmark that is no number",
			() =>
				changed({
					[table]: cells((rows) => {
						rows[2][5] = "NaN";
					}),
				}),
			/invalid landmark: "NaN" in .*, row 2, column 4; expected a number/,
		],
		[
			"a frame named twice",
			() =>
				changed({
					[table]: cells((rows) => {
						rows[2][0] = rows[1][0];
					}),
				}),
			/invalid frame: Dan_van_Four_10\.jpg .*row 2, first column, is in row 1 too/,
		],
		[
			"a name that is none of a frame",
			() =>
				changed({
					[table]: cells((rows) => {
						rows[2][0] = "../passwd";
					}),
				}),
			/invalid frame: "\.\.\/passwd" .*row 2, first column/,
		],
		[
			"a table with a column missing",
			() =>
				changed({
					[table]: cells((rows) => {
						for (const row of rows.slice(0, -1)) row.pop();
					}),
				}),
			/missing column: 135 in the header/,
		],
		[
			"a face whose landmarks are all in one place",
			() =>
				changed({
					[table]: cells((rows) => {
						rows[2].fill("50", 1);
					}),
				}),
			/invalid landmarks of .*jpg, row 2: eyes and mouth are in one place/,
		],
	] as [string, () => ReturnType<typeof packArchive>, RegExp][])
		it(`refuses ${what}, and leaves nothing behind`, () =>
			withFaces(async (target, folder) => {
				const { bytes, origin } = archive();
				server.bytes = bytes;
				const message = await messageOf(() => download(target, { origin }));
				expect(message).to.match(expected);
				const names = readdirSync(folder);
				expect(names.filter((name) => name !== ".download"))
					.to.deep //
					.equal([]);
				server.bytes = whole.bytes;
				server.instead = (_, response) => {
					// What is left of the first archive must not become part of this one.
					response.writeHead(200, { etag: '"2"' }).end(whole.bytes);
					return true;
				};
				if (names.length === 0)
					expect((await download(target)).training.faces).to.equal(9);
			}));

	for (const [what, from, expected] of [
		[
			"a server whose name is not known",
			"http://frames.invalid/x.zip",
			/frames\.invalid cannot be reached \(.*\).*--from FILE/,
		],
		[
			"a file that is not there",
			"nowhere.zip",
			/missing archive: nowhere\.zip: there is no such file; expected an address/,
		],
	] as [string, string, RegExp][])
		it(`says that there is no way to ${what}`, () =>
			withFaces(async (target, folder) => {
				const message = await messageOf(() => download(target, { from }));
				expect(message).to.match(/^downloadYouTubeFaces: /);
				expect(message).to.match(expected);
				expect(readdirSync(folder)).to.deep.equal([]);
			}));

	it("makes larger pictures in colour, with labels in their pixels", () =>
		withFaces(async (target, folder) => {
			const plain = join(folder, "plain");
			await download(plain);
			const about = await download(target, { size: 192, colour: true });
			expect(about.training.faces).to.equal(9);
			const table = readFileSync(join(target, "training_pictures.csv"), "utf8");
			const [header, first] = table.split("\n").map((row) => row.split(","));
			expect(header.slice(-2)).to.deep.equal([
				"mouth_center_bottom_lip_y",
				"File",
			]);
			expect(first.at(-1)).to.equal("training/1.png");
			const picture = sharp(join(target, "training", "1.png"));
			const { width, height, channels } = await picture.metadata();
			expect([width, height, channels]).to.deep.equal([192, 192, 3]);
			// The same face, half as large: each pixel is the mean of four.
			const large = await picture.extractChannel(0).raw().toBuffer();
			const faces = await loadFaces(join(plain, "training.csv"));
			expect(Number(first[0])).to.be.closeTo(
				2 * labelsOf(faces)[0] + 0.5,
				1e-5,
			);
			const mean = (x: number, y: number) =>
				[0, 1, 192, 193].reduce(
					(sum, i) => sum + large[2 * y * 192 + 2 * x + i],
					0,
				) / 4;
			let apart = 0;
			for (let i = 0; i < 96 * 96; i++)
				apart += Math.abs(mean(i % 96, Math.floor(i / 96)) - faces.images[i]);
			expect(apart / (96 * 96)).to.be.below(2);
			expect(() => locateData(target)).to.throw(/missing training file/);
			expect(
				(await download(target, { size: 192, colour: true })).kept,
			).to.equal(true);
		}));

	for (const size of [0, 15, 96.5, Number.NaN, 1025])
		it(`refuses a size of ${size}`, () =>
			withFaces(async (target) => {
				expect(await messageOf(() => download(target, { size }))).to.match(
					/^downloadYouTubeFaces: invalid size: .*; expected a whole number of pixels from 16 to 1024/,
				);
			}));

	/** Starts it in a process of its own, which makes large pictures and so takes a while. */
	const startDownload = (target: string, before = "") => {
		const [library, interrupt] = [["index.js"], ["cli", "interrupt.js"]].map(
			(path) => JSON.stringify(join(projectFolder(), "dist", "src", ...path)),
		);
		const options = { from: server.url, size: 1024, colour: true };
		const { testPeople, ...origin } = whole.origin;
		return start([
			...(before ? ["bash", "-c", `${before}; exec "$@"`, "bash"] : []),
			process.execPath,
			"-e",
			`require(${interrupt}).endOnInterrupt();
			require(${library}).downloadYouTubeFaces(${JSON.stringify(target)}, { ...${JSON.stringify(options)}, origin: { ...${JSON.stringify(origin)}, testPeople: new Set(${JSON.stringify([...testPeople])}) } })
				.catch((error) => { console.error(error.message); process.exitCode = 1; });`,
		]);
	};
	const untilWriting = async (folder: string) => {
		const begun = () => {
			const partial = readdirSync(folder).find((n) => n.endsWith(".partial"));
			const pictures = partial && join(folder, partial, "training");
			return (
				pictures && existsSync(pictures) && readdirSync(pictures).length > 1
			);
		};
		while (!begun()) await new Promise((resolve) => setTimeout(resolve, 5));
	};

	for (const [signal, code, left] of [
		["SIGINT", 130, []],
		["SIGKILL", null, [/^\.faces-\d+-.*\.partial$/]],
	] as [NodeJS.Signals, number | null, RegExp[]][])
		it(`has nothing half written after ${signal} in the middle, and begins anew without fetching`, () =>
			withFaces(async (target, folder) => {
				const child = startDownload(target);
				await untilWriting(folder);
				process.kill(child.pid, signal);
				expect(await child.ended).to.equal(code);
				const names = readdirSync(folder).sort();
				expect(names[0]).to.equal(".download");
				expect(names.length).to.equal(1 + left.length);
				for (const [i, pattern] of left.entries())
					expect(names[1 + i]).to.match(pattern);
				const asked = server.ranges.length;
				await download(target);
				expect(server.ranges.length).to.equal(asked);
				expect(readdirSync(folder)).to.deep.equal(["faces"]);
			}));

	it("says that it cannot write, and leaves nothing half written", () =>
		withFaces(async (target, folder) => {
			const blocks = Math.ceil(whole.bytes.length / 1024) + 1;
			const child = startDownload(target, `ulimit -f ${blocks}`);
			expect(await child.ended).to.equal(1);
			expect(child.printed()).to.match(
				/downloadYouTubeFaces: cannot write .*faces: .*; expected/,
			);
			expect(readdirSync(folder)).to.deep.equal([".download"]);
		}));
});

describe("keypoints data download --set youtube-faces", () => {
	const run = (...args: string[]) =>
		start([
			process.execPath,
			join(projectFolder(), "dist", "src", "cli", "main.js"),
			...["data", "download", ...args],
		]);

	it("says origin and terms, and fetches nothing unless they are accepted", () =>
		inFolder(async (folder) => {
			const out = join(folder, "faces");
			const command = run("--set", "youtube-faces", "--out", out);
			expect(await command.ended).to.equal(1);
			const printed = command.printed();
			expect(printed).to.include("udacity/P1_Facial_Keypoints");
			expect(printed).to.match(/given out for research/);
			expect(printed).to.match(/missing answer: .*expected --yes/);
			expect(readdirSync(folder)).to.deep.equal([]);
		}));

	it("compares an archive from elsewhere with the commit all the same", () =>
		inFolder(async (folder) => {
			const { bytes } = packArchive({
				"data/training/Ada_One_00.jpg": "x",
				"data/training_frames_keypoints.csv": "y",
			});
			const archive = write(folder, "frames.zip", bytes);
			const out = join(folder, "faces");
			const command = run(
				...["--set", "youtube-faces", "--yes"],
				...["--from", archive, "--out", out],
			);
			expect(await command.ended).to.equal(1);
			expect(command.printed()).to.match(
				/invalid archive: data\/training_frames_keypoints\.csv .*that of commit 6e55adc6bd03/,
			);
			expect(readdirSync(folder)).to.deep.equal(["frames.zip"]);
			expect(statSync(archive).size).to.equal(bytes.length);
		}));

	it("refuses its options without it", async () => {
		const command = run("--size", "192");
		expect(await command.ended).to.equal(1);
		expect(command.printed()).to.match(
			/invalid option: --size; expected it together with --set youtube-faces/,
		);
	});
});

describe("what is known of YouTube Faces", () => {
	it("keeps 69 people apart, by hashes alone", () => {
		expect(TEST_PEOPLE.size).to.equal(69);
		for (const hash of TEST_PEOPLE) expect(hash).to.match(/^[0-9a-f]{16}$/);
	});

	it("is an archive of one commit, by git's ids", () => {
		expect(YOUTUBE_FACES.archive).to.include(YOUTUBE_FACES.commit);
		// Of `git hash-object` and `git write-tree`, for a file `a` of one letter x.
		const blob = gitId("blob", Buffer.from("x"));
		expect(blob).to.equal("c1b0730e0133447badcfd47fd144e254807b06e1");
		expect(gitFolderId(["a"], [blob])).to.equal(
			"aebda9dc3ba9fcf157d984e4875052d313f51a60",
		);
	});
});
