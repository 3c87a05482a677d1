import { once } from "node:events";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import type { ServerResponse } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { projectFolder } from "../../src/base";
import { checkData, locateData } from "../../src/dataset";
import { COORDINATE_NAMES } from "../../src/face";
import {
	type CompetitionFile,
	type DownloadedFile,
	downloadCompetition,
	findCredentials,
} from "../../src/kaggle";
import {
	inFolder,
	messageOf,
	testText,
	trainingText,
	zip,
} from "../dataset/files";
import { start } from "../scripts/run";
import {
	AUTHORIZATION,
	type Instead,
	type Kaggle,
	RULES,
	refuse,
	startKaggle,
	startProxy,
} from "../support/kaggle";

/** The competition's files, but for their number of rows. */
const FILES: CompetitionFile[] = [
	{ name: "training.zip", stems: ["training"], kind: "training", rows: 20 },
	{ name: "test.zip", stems: ["test"], kind: "test", rows: 2 },
	{
		name: "IdLookupTable.csv",
		stems: ["IdLookupTable", "submissionFileFormat"],
		kind: "lookup",
		rows: 30,
	},
	{
		name: "SampleSubmission.csv",
		stems: ["SampleSubmission"],
		kind: "sample",
		rows: 30,
	},
];
const LOOKUP = `RowId,ImageId,FeatureName,Location\n${COORDINATE_NAMES.map((name, i) => `${i + 1},1,${name},\n`).join("")}`;
const SAMPLE = `RowId,Location\n${COORDINATE_NAMES.map((_, i) => `${i + 1},0.0\n`).join("")}`;
/** At least 4000 bytes. */
const TRAINING = zip({ "training.csv": trainingText(20) });

const credentials = { authorization: AUTHORIZATION, origin: "the test" };

describe("downloadCompetition", () => {
	let kaggle: Kaggle;
	let retries: string[];
	const saved = { ...process.env };

	before(() => {
		for (const name of ["http_proxy", "HTTP_PROXY", "https_proxy"])
			delete process.env[name];
	});
	after(() => {
		Object.assign(process.env, saved);
	});
	beforeEach(async () => {
		kaggle = await startKaggle();
		retries = [];
		kaggle.files.set("training.zip", TRAINING);
		kaggle.files.set("test.zip", zip({ "test.csv": testText(2) }));
		kaggle.files.set("IdLookupTable.csv", Buffer.from(LOOKUP));
		kaggle.files.set("SampleSubmission.csv", Buffer.from(SAMPLE));
	});
	afterEach(() => kaggle.close());

	const download = (folder: string, files = FILES): Promise<DownloadedFile[]> =>
		downloadCompetition(folder, {
			credentials,
			files,
			site: kaggle.site,
			retryMs: 1,
			onRetry: (line) => retries.push(line),
		});
	const training = FILES.slice(0, 1);

	it("puts all files where the commands find them, checked", () =>
		inFolder(async (folder) => {
			const files = await download(folder);
			expect(files.map(({ name, rows, kept }) => [name, rows, kept]))
				.to.deep //
				.equal(FILES.map(({ name, rows }) => [name, rows, false]));
			expect(readdirSync(folder).sort()).to.deep.equal(
				FILES.map(({ name }) => name).sort(),
			);
			const report = await checkData(locateData(folder));
			expect(report.training.rows).to.equal(20);
			expect(report.test?.rows).to.equal(2);
			expect(report.lookup?.rows).to.equal(30);
			const shown = start([
				process.execPath,
				join(projectFolder(), "dist", "src", "cli", "main.js"),
				...["data", "--data", folder],
			]);
			expect(await shown.ended).to.equal(0);
			expect(shown.printed()).to.include("20 faces");
		}));

	it("shows the token to Kaggle and to nobody it redirects to", () =>
		inFolder(async (folder) => {
			await download(folder);
			for (const { at, headers } of kaggle.requests)
				expect(headers.authorization).to.equal(
					at === "api" ? AUTHORIZATION : undefined,
				);
		}));

	it("keeps what is there, under any of its names, and asks for the rest only", () =>
		inFolder(async (folder) => {
			writeFileSync(join(folder, "training.csv"), trainingText(20));
			writeFileSync(join(folder, "submissionFileFormat.csv"), LOOKUP);
			const first = await download(folder);
			expect(first.map(({ kept }) => kept))
				.to.deep //
				.equal([true, false, true, false]);
			const asked = kaggle.requests.length;
			const again = await download(folder);
			expect(again.every(({ kept }) => kept)).to.equal(true);
			expect(kaggle.requests.length).to.equal(asked);
		}));

	it("takes Kaggle's download of everything for all files, and asks for no token", () =>
		inFolder(async (folder) => {
			writeFileSync(
				join(folder, "facial-keypoints-detection.zip"),
				zip(Object.fromEntries(kaggle.files)),
			);
			const files = await downloadCompetition(folder, { files: FILES });
			expect(files.every(({ kept }) => kept)).to.equal(true);
		}));

	it("says that a file which is there is damaged, and leaves it", () =>
		inFolder(async (folder) => {
			const path = join(folder, "training.zip");
			writeFileSync(path, TRAINING.subarray(0, 5000));
			expect(await messageOf(() => download(folder))).to.match(
				/^downloadCompetition: invalid training\.zip in the folder already: .*damaged or cut short.*move it elsewhere/,
			);
			expect(statSync(path).size).to.equal(5000);
		}));

	it("names a file that Kaggle packs on the way for what it is", () =>
		inFolder(async (folder) => {
			kaggle.files.set(
				"IdLookupTable.csv",
				zip({ "IdLookupTable.csv": LOOKUP }),
			);
			await download(folder);
			expect(locateData(folder).lookup).to.equal(
				join(folder, "IdLookupTable.csv.zip"),
			);
		}));

	/** Sends the first half of the training file and breaks the connection. */
	const cutOnce = (times = 1): Instead => {
		let left = times;
		return ({ at, headers }, response) => {
			if (at === "api" || left-- <= 0) return undefined;
			const from = Number(/\d+/.exec(headers.range ?? "")?.[0] ?? 0);
			const rest = TRAINING.subarray(from);
			response.writeHead(from ? 206 : 200, {
				etag: kaggle.etag,
				"content-length": rest.length,
				...(from && {
					"content-range": `bytes ${from}-${TRAINING.length - 1}/${TRAINING.length}`,
				}),
			});
			response.write(rest.subarray(0, rest.length / 2), () =>
				setTimeout(() => response.destroy(), 30),
			);
			return true;
		};
	};
	const ranges = () =>
		kaggle.requests
			.filter(({ at }) => at === "storage")
			.map(({ headers }) => headers.range);

	it("goes on by itself where a transfer is cut, and says so", () =>
		inFolder(async (folder) => {
			kaggle.instead = cutOnce(2);
			await download(folder, training);
			expect(retries.length).to.equal(2);
			expect(retries[0]).to.match(
				/^cannot fetch training\.zip: the connection to .* broke \(.*\); trying again in 0\.001 s$/,
			);
			const half = Math.floor(TRAINING.length / 2);
			const rest = TRAINING.length - half;
			expect(ranges()).to.deep.equal([
				undefined,
				`bytes=${half}-`,
				`bytes=${half + Math.floor(rest / 2)}-`,
			]);
			expect(readFileSync(join(folder, "training.zip")))
				.to.deep //
				.equal(TRAINING);
		}));

	/** Leaves half a file behind, as a process does that is stopped. */
	async function leaveHalf(folder: string): Promise<void> {
		const cut = cutOnce();
		let asked = 0;
		kaggle.instead = (request, response) => {
			if (request.at === "storage" || ++asked === 1)
				return cut(request, response);
			refuse(response, 403, RULES);
			return true;
		};
		await messageOf(() => download(folder, training));
		kaggle.instead = () => undefined;
		kaggle.requests.length = 0;
	}

	it("goes on after another start, and no command takes a part for the whole", () =>
		inFolder(async (folder) => {
			await leaveHalf(folder);
			expect(readdirSync(folder)).to.deep.equal([".download"]);
			expect(() => locateData(folder)).to.throw(/missing training file/);
			await download(folder, training);
			expect(ranges()).to.deep.equal([
				`bytes=${Math.floor(TRAINING.length / 2)}-`,
			]);
			expect(readFileSync(join(folder, "training.zip")))
				.to.deep //
				.equal(TRAINING);
			expect(readdirSync(folder)).to.deep.equal(["training.zip"]);
		}));

	const other = zip({
		"training.csv": trainingText(21).replace(/\n[^\n]*\n$/, "\n"),
	});
	const small = zip({ "training.csv": trainingText(2) });
	for (const [what, rows, change] of [
		["has another tag", 20, () => kaggle.files.set("training.zip", other)],
		[
			"is shorter than the part",
			2,
			() => kaggle.files.set("training.zip", small),
		],
	] as [string, number, () => void][])
		it(`starts over where the file ${what}`, () =>
			inFolder(async (folder) => {
				await leaveHalf(folder);
				change();
				kaggle.etag = '"2"';
				await download(folder, [{ ...FILES[0], rows }]);
				expect(readFileSync(join(folder, "training.zip")))
					.to.deep //
					.equal(kaggle.files.get("training.zip"));
			}));

	for (const [what, instead] of [
		[
			"answers with all of it",
			(_, response) => {
				response.writeHead(200, { etag: '"1"' }).end(TRAINING);
				return true;
			},
		],
		[
			"answers with another part than was asked for",
			({ headers }, response) => {
				if (!headers.range) return undefined;
				const range = `bytes 7-${TRAINING.length - 1}/${TRAINING.length}`;
				response
					.writeHead(206, { etag: '"1"', "content-range": range })
					.end(TRAINING.subarray(7));
				return true;
			},
		],
	] as [string, Instead][])
		it(`starts over where the server ${what}`, () =>
			inFolder(async (folder) => {
				await leaveHalf(folder);
				kaggle.instead = (request, response) =>
					request.at === "storage" ? instead(request, response) : undefined;
				await download(folder, training);
				expect(readFileSync(join(folder, "training.zip")))
					.to.deep //
					.equal(TRAINING);
			}));

	it("goes on after Ctrl-C", () =>
		inFolder(async (folder) => {
			kaggle.instead = ({ at }, response) => {
				if (at === "api") return undefined;
				response.writeHead(200, {
					etag: kaggle.etag,
					"content-length": TRAINING.length,
				});
				response.write(TRAINING.subarray(0, 2000)); // and then nothing
				return true;
			};
			const options = { credentials, files: training, site: kaggle.site };
			const child = start([
				process.execPath,
				"-e",
				`require("facial-keypoints").downloadCompetition(${JSON.stringify(folder)}, ${JSON.stringify(options)})`,
			]);
			const part = join(folder, ".download", "training.zip");
			while (!existsSync(part) || statSync(part).size < 2000)
				await new Promise((resolve) => setTimeout(resolve, 20));
			process.kill(child.pid, "SIGINT");
			await child.ended;
			kaggle.instead = () => undefined;
			await download(folder, training);
			expect(ranges().at(-1)).to.equal("bytes=2000-");
			expect(readFileSync(join(folder, "training.zip")))
				.to.deep //
				.equal(TRAINING);
		}));

	const html = "<!doctype html><title>Sign in</title>";
	for (const [what, at, answer, expected] of [
		[
			"401",
			"api",
			(response) => refuse(response, 401, "Unauthenticated"),
			/127\.0\.0\.1:\d+ answers 401 "Unauthenticated": the token in the test is not valid.*settings\/api/,
		],
		[
			"401 that repeats the token, and would steer the terminal",
			"api",
			(response) =>
				refuse(response, 401, `\u001b[31mno ${AUTHORIZATION} here\u202e`),
			/answers 401 "\[31mno Bearer \[hidden\] here": the token/,
		],
		[
			"403, as before the rules are accepted",
			"api",
			(response) => refuse(response, 403, RULES),
			/403 "You must accept.*open https:\/\/www\.kaggle\.com\/competitions\/facial-keypoints-detection\/rules/,
		],
		[
			"403 inside an answer of 200",
			"api",
			(response) =>
				response
					.writeHead(200, { "content-type": "application/json" })
					.end(JSON.stringify({ code: 403, message: "no" })),
			/answers 403 "no": you may not have this file yet/,
		],
		[
			"404",
			"api",
			(response) => refuse(response, 404, "Not found"),
			/answers 404 "Not found": there is no such file.*by hand/,
		],
		[
			"429 for an hour",
			"api",
			(response) =>
				refuse(response, 429, "Too many", { "retry-after": "3600" }),
			/answers 429 "Too many": too many requests, it asks to wait 3600 s/,
		],
		[
			"429 until a date",
			"api",
			(response) =>
				refuse(response, 429, "Too many", {
					"retry-after": new Date(Date.now() + 3.6e6).toUTCString(),
				}),
			/it asks to wait (3600|3599) s/,
		],
		[
			"503 again and again",
			"storage",
			(response) => response.writeHead(503).end("oops"),
			/answers 503: the server is in trouble; run this again later/,
		],
		[
			"418",
			"api",
			(response) => response.writeHead(418).end(),
			/answers 418; expected the file/,
		],
		[
			"a web page",
			"storage",
			(response) =>
				response.writeHead(200, { "content-type": "text/html" }).end(html),
			/invalid answer: .* sends a web page in place of training\.zip/,
		],
		[
			"a web page that calls itself data",
			"storage",
			(response) => response.writeHead(200).end(html),
			/sends a web page in place of training\.zip/,
		],
		[
			"a broken connection again and again",
			"storage",
			(response) => response.destroy(),
			/the connection to 127\.0\.0\.1:\d+ broke \(.+\); run this again/,
		],
		[
			"fewer bytes than it says, again and again",
			"storage",
			(response) => {
				response.writeHead(200, { "content-length": 99 });
				response.flushHeaders();
				setTimeout(() => response.destroy(), 5);
			},
			/the connection .* broke/,
		],
		[
			"a file too large for the disk",
			"storage",
			(response) =>
				response.writeHead(200, { "content-length": 1e15 }).flushHeaders(),
			/too little room on the disk: [\d.]+ MB free.*expected 1000000000\.0 MB/,
		],
		[
			"an archive that is cut short",
			"storage",
			(response) => response.writeHead(200).end(TRAINING.subarray(0, 5000)),
			/invalid content of training\.zip, which has been removed: .*damaged or cut short/,
		],
		[
			"an archive with a wrong byte",
			"storage",
			(response) => {
				const wrong = Buffer.from(TRAINING);
				wrong[3000] ^= 1;
				response.writeHead(200).end(wrong);
			},
			/invalid content of training\.zip/,
		],
		[
			"a file of too few rows",
			"storage",
			(response) => response.writeHead(200).end(trainingText(3)),
			/invalid number of rows: 3 in .*; expected the 20 of the competition's training\.zip/,
		],
		[
			"a file of another kind",
			"storage",
			(response) => response.writeHead(200).end(testText(20)),
			/has no labels; expected a training file/,
		],
		[
			"an empty file",
			"storage",
			(response) => response.writeHead(200, { "content-length": 0 }).end(),
			/invalid content of training\.zip.*is empty/,
		],
	] as [string, string, (response: ServerResponse) => void, RegExp][])
		it(`explains ${what}, and leaves nothing that looks like data`, () =>
			inFolder(async (folder) => {
				kaggle.instead = (request, response) => {
					if (request.at !== at) return undefined;
					answer(response);
					return true;
				};
				const message = await messageOf(() => download(folder, training));
				expect(message).to.match(/^downloadCompetition: /);
				expect(message).to.match(expected);
				expect(message).to.not.include("secret");
				const data = readdirSync(folder).filter((name) => name[0] !== ".");
				expect(data).to.deep.equal([]);
				kaggle.instead = () => undefined;
				expect((await download(folder, training)).length).to.equal(1);
			}));

	it("takes a file that the server packs on the way all the same", () =>
		inFolder(async (folder) => {
			kaggle.instead = ({ at }, response) => {
				if (at === "api") return undefined;
				const packed = gzipSync(TRAINING);
				response
					.writeHead(200, {
						"content-encoding": "gzip",
						"content-length": packed.length,
					})
					.end(packed);
				return true;
			};
			await download(folder, training);
			expect(readFileSync(join(folder, "training.zip"))).to.deep.equal(
				TRAINING,
			);
		}));

	it("waits as long as a 429 asks, and goes on", () =>
		inFolder(async (folder) => {
			let refused = 0;
			kaggle.instead = (_, response) => {
				if (refused > 0) return undefined;
				refused = Date.now();
				refuse(response, 429, "Too many", { "retry-after": "1" });
				return true;
			};
			await download(folder, training);
			expect(Date.now() - refused).to.be.at.least(990);
		}));

	it("says that the disk is full", function () {
		if (!existsSync("/dev/full")) this.skip();
		return inFolder(async (folder) => {
			mkdirSync(join(folder, ".download"));
			const part = join(folder, ".download", "training.zip");
			kaggle.instead = () => {
				if (!existsSync(part)) symlinkSync("/dev/full", part);
				return undefined;
			};
			expect(await messageOf(() => download(folder, training))).to.match(
				/cannot write .*training\.zip: the disk is full; expected room/,
			);
		});
	});

	it("says that the place for the files is a file", () =>
		inFolder(async (folder) => {
			writeFileSync(join(folder, "data"), "");
			expect(await messageOf(() => download(join(folder, "data")))).to.match(
				/invalid folder: .*data.* is a file; expected a folder/,
			);
		}));

	for (const [what, site, expected] of [
		[
			"whose name is not known",
			async () => "http://kaggle.invalid",
			/ENOTFOUND|EAI_AGAIN/,
		],
		["where nobody listens", deafSite, /ECONNREFUSED/],
	] as [string, () => Promise<string>, RegExp][])
		it(`says that there is no way to a server ${what}`, () =>
			inFolder(async (folder) => {
				const options = { credentials, files: FILES, site: await site() };
				const message = await messageOf(() =>
					downloadCompetition(folder, options),
				);
				expect(message).to.match(expected);
				expect(message).to.match(
					/cannot be reached.*HTTPS_PROXY \(not set\).*by hand/,
				);
			}));

	describe("behind a proxy", () => {
		afterEach(() => {
			delete process.env.HTTP_PROXY;
			delete process.env.NO_PROXY;
		});

		it("goes through it", () =>
			inFolder(async (folder) => {
				const proxy = await startProxy(kaggle.port);
				process.env.HTTP_PROXY = proxy.url;
				process.env.NO_PROXY = "127.0.0.1";
				const options = { credentials, site: "http://kaggle.invalid" };
				await downloadCompetition(folder, { ...options, files: FILES });
				expect(proxy.asked[0]).to.equal("kaggle.invalid:80");
				await proxy.close();
			}));

		it("says what the proxy answers, and not its password", () =>
			inFolder(async (folder) => {
				const proxy = await startProxy(kaggle.port, 407);
				process.env.HTTP_PROXY = proxy.url.replace("//", "//me:hidden@");
				const message = await messageOf(() => download(folder, training));
				expect(message).to.match(
					/the proxy http:\/\/127[^ ]* answers 407; .*needs a user and a password/,
				);
				expect(message).to.not.include("hidden");
				await proxy.close();
			}));

		it("is led by HTTPS_PROXY from the command line to Kaggle itself", () =>
			inFolder(async (folder) => {
				const proxy = await startProxy(kaggle.port, 403);
				const command = start(
					[
						process.execPath,
						join(projectFolder(), "dist", "src", "cli", "main.js"),
						...["data", "download", "--out", folder],
					],
					{ HTTPS_PROXY: proxy.url, NO_PROXY: "", KAGGLE_API_TOKEN: "secret" },
				);
				expect(await command.ended).to.equal(1);
				expect(command.printed()).to.match(
					/^keypoints: downloadCompetition: .*the proxy http.* answers 403/,
				);
				expect(proxy.asked).to.deep.equal(["www.kaggle.com:443"]);
				await proxy.close();
			}));
	});
});

describe("findCredentials", () => {
	const json = JSON.stringify({ username: "ada", key: "k" });
	const basic = `Basic ${Buffer.from("ada:k").toString("base64")}`;

	for (const [what, env, files, authorization, origin] of [
		[
			"KAGGLE_API_TOKEN",
			{ KAGGLE_API_TOKEN: "t" },
			{},
			"Bearer t",
			/^KAGGLE_API_TOKEN$/,
		],
		[
			"a file that KAGGLE_API_TOKEN names",
			{ KAGGLE_API_TOKEN: "FOLDER/token" },
			{ token: "t\n" },
			"Bearer t",
			/token, from KAGGLE_API_TOKEN$/,
		],
		[
			"KAGGLE_USERNAME and KAGGLE_KEY before a file",
			{ KAGGLE_USERNAME: "ada", KAGGLE_KEY: "k" },
			{ ".kaggle/access_token": "t" },
			basic,
			/^KAGGLE_USERNAME and KAGGLE_KEY$/,
		],
		[
			"access_token",
			{},
			{ ".kaggle/access_token": "t\n" },
			"Bearer t",
			/access_token$/,
		],
		[
			"access_token.txt",
			{},
			{ ".kaggle/access_token.txt": "\ufefft" },
			"Bearer t",
			/txt$/,
		],
		[
			"kaggle.json",
			{},
			{ ".kaggle/kaggle.json": json },
			basic,
			/\.kaggle.kaggle\.json$/,
		],
		[
			"~/.config/kaggle",
			{},
			{ ".config/kaggle/kaggle.json": json },
			basic,
			/config/,
		],
		[
			"KAGGLE_CONFIG_DIR",
			{ KAGGLE_CONFIG_DIR: "FOLDER/own" },
			{ "own/kaggle.json": json, ".kaggle/access_token": "t" },
			basic,
			/own.kaggle\.json$/,
		],
	] as [
		string,
		Record<string, string>,
		Record<string, string>,
		string,
		RegExp,
	][])
		it(`finds ${what}`, () =>
			inFolder((folder) => {
				const found = findCredentials(...prepare(folder, env, files));
				expect(found.authorization).to.equal(authorization);
				expect(found.origin).to.match(origin);
			}));

	for (const [what, env, files, expected] of [
		[
			"says how to make a token where there is none",
			{},
			{},
			/missing Kaggle API token: .*\.kaggle or .*settings\/api.*access_token.*by hand/s,
		],
		[
			"wants both variables",
			{ KAGGLE_USERNAME: "ada" },
			{},
			/missing KAGGLE_KEY: KAGGLE_USERNAME is set alone/,
		],
		[
			"refuses a kaggle.json that is none",
			{},
			{ ".kaggle/kaggle.json": "{" },
			/invalid .*kaggle\.json: it is no JSON/,
		],
		[
			"refuses a kaggle.json without a key",
			{},
			{ ".kaggle/kaggle.json": '{"username":"ada"}' },
			/it has no key/,
		],
		[
			"refuses null",
			{},
			{ ".kaggle/kaggle.json": "null" },
			/it has no username/,
		],
		[
			"refuses an empty token",
			{},
			{ ".kaggle/access_token": " \n" },
			/invalid token in .*access_token: it is empty/,
		],
		[
			"refuses a token of several lines",
			{ KAGGLE_API_TOKEN: "a\nb" },
			{},
			/invalid token in KAGGLE_API_TOKEN: it has spaces/,
		],
	] as [string, Record<string, string>, Record<string, string>, RegExp][])
		it(what, () =>
			inFolder(async (folder) => {
				const message = await messageOf(() =>
					findCredentials(...prepare(folder, env, files)),
				);
				expect(message).to.match(/^findCredentials: /);
				expect(message).to.match(expected);
			}),
		);

	function prepare(
		folder: string,
		env: Record<string, string>,
		files: Record<string, string>,
	): [NodeJS.ProcessEnv, string] {
		for (const [name, content] of Object.entries(files)) {
			mkdirSync(dirname(join(folder, name)), { recursive: true });
			writeFileSync(join(folder, name), content);
		}
		const filled = Object.entries(env).map(([name, value]) => [
			name,
			value.replace("FOLDER", folder),
		]);
		return [Object.fromEntries(filled), folder];
	}
});

/** A server's address after it has gone. */
async function deafSite(): Promise<string> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	server.close();
	return `http://127.0.0.1:${port}`;
}
