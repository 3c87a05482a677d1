import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { expect } from "chai";
import sharp from "sharp";
import { KEYPOINT_NAMES } from "../../src/face";
import { predictPhoto, readPhoto } from "../../src/photo";
import { openRun } from "../../src/run";
import { type App, type AppOptions, startApp } from "../../src/serve";
import { isOwnHost } from "../../src/serve/hosts";
import { drawnFace } from "./pictures";
import { describeWithModel, model } from "./shipped";

describe("the Host header", () => {
	for (const [host, bound, isOwn] of [
		["127.0.0.1:8600", "127.0.0.1", true],
		["localhost:8600", "127.0.0.1", true],
		["[::1]:8600", "127.0.0.1", true],
		["LOCALHOST", "127.0.0.1", true],
		["evil.example:8600", "127.0.0.1", false],
		["127.0.0.1.evil.example", "127.0.0.1", false],
		["localhost.evil.example", "127.0.0.1", false],
		["192.168.1.7:8600", "127.0.0.1", false],
		["192.168.1.7:8600", "0.0.0.0", true],
		["evil.example:8600", "0.0.0.0", false],
		["user@localhost", "127.0.0.1", false],
		["", "127.0.0.1", false],
		[undefined, "127.0.0.1", false],
	] as const)
		it(`${host} is ${isOwn ? "" : "not "}that of a server on ${bound}`, () => {
			expect(isOwnHost(host, bound)).to.equal(isOwn);
		});
});

describeWithModel("the app's server", function () {
	this.timeout(300_000);
	let app: App;
	before(async () => {
		app = await startApp(model, { port: 0, limits: { bytes: 2 ** 20 } });
	});
	after(() => app?.close());

	const ask = (path: string, options: RequestInit = {}) =>
		fetch(new URL(path, app.url), options);
	const predict = (body: Uint8Array | string, headers = {}) =>
		ask("api/predict", { method: "POST", body: body as never, headers });

	it("predicts what the library predicts", async () => {
		const bytes = await drawnFace();
		const response = await predict(bytes);
		expect(response.status).to.equal(200);
		const answer = await jsonOf(response);
		const run = await openRun(model);
		const photo = await readPhoto({ name: "face", bytes });
		const { points, square } = await predictPhoto(run, photo);
		run.dispose();
		expect([answer.width, answer.height]).to.deep.equal([384, 384]);
		expect(answer.isFace).to.be.a("boolean");
		expect(answer.crop.size).to.be.closeTo(square.size, 0.01);
		expect(answer.points.map(({ name }: { name: string }) => name)).to.eql([
			...KEYPOINT_NAMES,
		]);
		for (const { name, x, y, confidence } of answer.points) {
			const point = points[name as keyof typeof points];
			expect(x).to.be.closeTo(point.x, 0.01);
			expect(y).to.be.closeTo(point.y, 0.01);
			expect(confidence).to.be.within(0, 1);
		}
	});

	it("says what the model is, and nothing of this machine", async () => {
		const response = await ask("api/model");
		expect(response.headers.get("content-type")).to.match(/^application\/json/);
		const text = await response.text();
		expect(JSON.parse(text)).to.include.keys("model", "epoch", "parameters");
		expect(text).to.not.include(process.cwd());
	});

	for (const [what, path, method, status, error] of [
		["an unknown path", "api/other", "GET", 404, /unknown path/],
		["another method", "api/predict", "GET", 405, /expected POST/],
		["another method", "api/model", "DELETE", 405, /expected GET/],
		["a file that is not there", "nothing.js", "GET", 404, /no such file/],
		[
			"a path out of the folder",
			"..%2f..%2fpackage.json",
			"GET",
			404,
			/no such/,
		],
		["a write to a file", "index.html", "PUT", 405, /expected GET/],
	] as const)
		it(`answers ${what} (${method} ${path}) with ${status}`, async () => {
			const response = await ask(path, { method });
			expect(response.status).to.equal(status);
			expect((await jsonOf(response)).error).to.match(error);
		});

	it("does not follow .. to files outside of the page", async () => {
		for (const path of [
			"/../package.json",
			"/..\\package.json",
			"//etc/passwd",
		])
			expect((await raw(app, { path })).status).to.equal(404);
	});

	for (const [what, body, status, error] of [
		["nothing", "", 415, /is empty; expected a JPEG, PNG or WebP/],
		["text", "hello", 415, /is no picture/],
		["a GIF", "GIF89a and so on", 415, /is a GIF/],
		[
			"half a photo",
			() => drawnFace().then((b) => b.subarray(0, 3000)),
			422,
			/damaged or cut short/,
		],
		["a photo of 8 pixels", () => plain(8, 8), 422, /at least 16/],
		[
			"a photo of 200 million pixels",
			() => plain(20_000, 10_000),
			422,
			/at most 100 million/,
		],
		[
			"more bytes than are allowed",
			Buffer.alloc(2 ** 20 + 1),
			413,
			/at most 1 MiB/,
		],
	] as [string, string | Buffer | (() => Promise<Buffer>), number, RegExp][])
		it(`answers ${what} with ${status}`, async () => {
			const bytes = typeof body === "function" ? await body() : body;
			const response = await predict(bytes);
			expect(response.status).to.equal(status);
			expect((await jsonOf(response)).error).to.match(error);
		});

	const formOf = (photo: Buffer) => {
		const form = new FormData();
		form.append("photo", new Blob([photo as never]), "photo.jpg");
		return form;
	};
	const encoded = "application/x-www-form-urlencoded";
	for (const [what, how, status, error] of [
		["a form, as curl -F sends it", (b) => [formOf(b)], 415, /in a form/],
		[
			"JSON with base64",
			(b) => [
				JSON.stringify({ image: b.toString("base64") }),
				"application/json",
			],
			415,
			/the body is JSON; .*not their base64/,
		],
		["JSON of another type", () => ['{"a": 1}', "text/plain"], 415, /is JSON/],
		["base64", (b) => [b.toString("base64"), "text/plain"], 415, /is base64/],
		[
			"a data: address",
			(b) => [`data:image/webp;base64,${b.toString("base64")}`],
			415,
			/is a data: address/,
		],
		["a file's name", () => ["photo.jpg", encoded], 415, /a form or a name/],
		["a form's field", () => ["image=photo.jpg", encoded], 415, /a form or/],
		[
			"what curl -d makes of a photo",
			(b) => [
				Buffer.from(b.filter((x) => x !== 10 && x !== 13 && x !== 0)),
				encoded,
			],
			422,
			/has lost bytes on its way, as `curl -d`/,
		],
		["a photo as curl --data-binary sends it", (b) => [b, encoded], 200, /^$/],
	] as [
		string,
		(photo: Buffer) => [body: unknown, type?: string],
		number,
		RegExp,
	][])
		it(`answers ${what} with ${status}, and how to send it`, async () => {
			const [body, type] = how(
				await sharp(await drawnFace())
					.jpeg()
					.toBuffer(),
			);
			const response = await ask("api/predict", {
				method: "POST",
				body: body as never,
				...(type && { headers: { "content-type": type } }),
			});
			const { error: said = "" } = await jsonOf(response);
			expect(response.status).to.equal(status);
			expect(said).to.match(error);
			if (status !== 200)
				expect(said).to.include("curl --data-binary @photo.jpg");
		});

	it("refuses another name than its own, which a foreign page may have", async () => {
		const headers = { host: "evil.example" };
		expect((await raw(app, { path: "/", headers })).status).to.equal(421);
		expect((await raw(app, { path: "/api/model", headers })).status).to.equal(
			421,
		);
	});

	it("predicts while clients send no body, and drops the oldest for new ones", async () => {
		const head = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\n";
		const silent = Array.from({ length: 300 }, () =>
			connect(app.port, "127.0.0.1").on("error", () => {}),
		);
		for (const socket of silent)
			socket.write(`${head}content-length: 5000\r\n\r\n`);
		await Promise.all(silent.map((socket) => once(socket, "connect")));
		const response = await predict(await drawnFace());
		expect(response.status).to.equal(200);
		for (const socket of silent) socket.destroy();
	});

	it("does not work for pages of other sites", async () => {
		const response = await predict("x", { origin: "https://evil.example" });
		expect(response.status).to.equal(403);
		const own = await predict("x", { origin: new URL(app.url).origin });
		expect(own.status).to.equal(415);
	});

	for (const [what, options, expected] of [
		[
			"a port that is taken",
			() => ({ port: app.port }),
			/another program has taken it; expected a free one, as in --port \d+$/,
		],
		[
			"an address of another machine",
			() => ({ port: 0, host: "192.0.2.1" }),
			/this machine has no such address; expected one of its own/,
		],
	] as [string, () => AppOptions, RegExp][])
		it(`does not start on ${what} @slow`, async () => {
			const failure = await startApp(model, options()).catch((e) => e.message);
			expect(failure).to.match(expected);
		});

	it("forbids foreign code, frames and guesses at types, everywhere", async () => {
		for (const path of ["", "main.js", "api/model", "nothing"]) {
			const { headers } = await ask(path);
			const policy = headers.get("content-security-policy");
			expect(policy).to.include("default-src 'none'");
			expect(policy).to.include("frame-ancestors 'none'");
			expect(policy).to.not.match(/unsafe-inline|'unsafe-eval'|https?:/);
			expect(headers.get("x-content-type-options")).to.equal("nosniff");
		}
	});

	it("sends files compressed, and not again where they are known", async () => {
		const headers = { "accept-encoding": "br" };
		const first = await raw(app, { path: "/main.js", headers });
		expect(first.headers["content-encoding"]).to.equal("br");
		const etag = String(first.headers.etag);
		const again = { ...headers, "if-none-match": etag };
		const second = await raw(app, { path: "/main.js", headers: again });
		expect(second.status).to.equal(304);
	});
});

// biome-ignore lint/suspicious/noExplicitAny: the tests say what is in it
async function jsonOf(response: Response): Promise<any> {
	return response.json();
}

/** A request as it is written, which fetch would tidy up. */
export function raw(
	{ port }: App,
	options: { path: string; headers?: Record<string, string> },
): Promise<{ status: number; headers: Record<string, unknown> }> {
	return new Promise((resolve, reject) => {
		httpRequest({ host: "127.0.0.1", port, ...options }, (response) => {
			response.resume();
			const { statusCode = 0, headers } = response;
			response.on("end", () => resolve({ status: statusCode, headers }));
		})
			.on("error", reject)
			.end();
	});
}

function plain(width: number, height: number): Promise<Buffer> {
	const background = "#808080";
	return sharp({
		create: { width, height, channels: 3, background },
		limitInputPixels: false,
	})
		.png()
		.toBuffer();
}
