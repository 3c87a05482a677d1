import { connect, type Socket } from "node:net";
import { expect } from "chai";
import sharp from "sharp";
import { createRandom } from "../../src/base";
import { type App, startApp } from "../../src/serve";
import { drawnFace } from "./pictures";
import { describeWithModel, model } from "./shipped";

/** How many hostile uploads. */
const UPLOADS = 1000;
const AT_A_TIME = 20;
/** How long a body may take to arrive, in milliseconds. */
const PATIENCE = 1500;

describeWithModel("the app's server under hostile uploads @slow", function () {
	this.timeout(60_000 + 600 * UPLOADS);
	let app: App;
	before(async () => {
		app = await startApp(model, {
			port: 0,
			limits: { time: PATIENCE, bytes: 4 * 2 ** 20 },
		});
	});
	after(() => app?.close());

	it(`answers each of ${UPLOADS}, and predicts as before`, async () => {
		const attacks = await makeAttacks();
		const statuses: number[] = [];
		let next = 0;
		const memory: number[] = [];
		const attack = async () => {
			while (next < UPLOADS) {
				const i = next++;
				statuses[i] = await attacks[i % attacks.length](app, i);
				if (i % 50 === 49) memory.push(process.memoryUsage().rss);
			}
		};
		await Promise.all(Array.from({ length: AT_A_TIME }, attack));
		expect(statuses).to.have.length(UPLOADS);
		for (const [i, status] of statuses.entries())
			expect(status, `upload ${i}`).to.be.oneOf([
				200, 400, 403, 408, 413, 415, 421, 422, 431, 503, 504,
			]);
		const growth = memory[memory.length - 1] - memory[0];
		expect(growth / 2 ** 20, "MiB of growth").to.be.below(200);

		const response = await fetch(new URL("api/predict", app.url), {
			method: "POST",
			body: (await drawnFace()) as never,
		});
		expect(response.status).to.equal(200);
		const { points } = (await response.json()) as { points: unknown[] };
		expect(points).to.have.length(15);
	});
});

type Attack = (app: App, i: number) => Promise<number>;

async function makeAttacks(): Promise<Attack[]> {
	const face = await drawnFace();
	const jpeg = await sharp(face).jpeg().toBuffer();
	const png = await sharp(face).png().toBuffer();
	const random = createRandom(1);
	const cut = (bytes: Buffer) =>
		bytes.subarray(0, random.integer(bytes.length));
	const spoilt = (bytes: Buffer) => {
		const copy = Buffer.from(bytes);
		for (let i = 0; i < 20; i++)
			copy[20 + random.integer(copy.length - 20)] = random.integer(256);
		return copy;
	};
	const enormous = Buffer.from(png);
	enormous.writeUInt32BE(60_000, 16);
	enormous.writeUInt32BE(60_000, 20);
	const bomb = await sharp({
		create: { width: 9000, height: 9000, channels: 3, background: "white" },
	})
		.png({ compressionLevel: 9 })
		.toBuffer();
	const polyglots = [
		Buffer.concat([jpeg, Buffer.from("<script>alert(1)</script>")]),
		Buffer.concat([Buffer.from("GIF89a/*"), jpeg]),
		Buffer.concat([
			Buffer.from("\xff\xd8\xff", "latin1"),
			Buffer.from("PK\x03\x04"),
		]),
		Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
		Buffer.from("%PDF-1.7\n"),
	];
	return [
		(app) => upload(app, cut(jpeg)),
		(app) => upload(app, cut(png)),
		(app) => upload(app, cut(face)),
		(app) => upload(app, spoilt(jpeg)),
		(app) => upload(app, spoilt(png)),
		(app) => upload(app, spoilt(face)),
		(app) => upload(app, enormous),
		(app, i) => upload(app, polyglots[i % polyglots.length]),
		(app, i) => upload(app, i % 40 === 8 ? bomb : Buffer.alloc(3000, i)),
		(app) => upload(app, Buffer.alloc(5 * 2 ** 20)),
		(app) =>
			write(
				app,
				"POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 99999999999\r\n\r\nx",
			),
		(app) =>
			write(
				app,
				"POST /api/predict HTTP/1.1\r\nhost: localhost\r\ncontent-length: 5000\r\n\r\nslow",
			),
		(app) =>
			write(
				app,
				"POST /api/predict HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
			),
		(app) =>
			write(
				app,
				`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
			),
		(app) => write(app, "nonsense\r\n\r\n"),
	];
}

async function upload(app: App, body: Buffer): Promise<number> {
	const response = await fetch(new URL("api/predict", app.url), {
		method: "POST",
		body: body as never,
	});
	const answer = await response.json();
	expect(answer).to.have.any.keys("error", "points");
	return response.status;
}

/** Sends bytes as they are and waits for the answer's status; 0 where there is none. */
function write({ port }: App, text: string): Promise<number> {
	return new Promise((resolve, reject) => {
		let answer = "";
		const socket: Socket = connect(port, "127.0.0.1", () => socket.write(text));
		const end = () => {
			socket.destroy();
			resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0));
		};
		socket.on("data", (chunk: Buffer) => {
			answer += chunk;
			if (answer.includes("\r\n\r\n")) end();
		});
		socket.on("close", end);
		socket.on("error", (error: NodeJS.ErrnoException) => {
			if (error.code === "ECONNRESET" || error.code === "EPIPE") end();
			else reject(error);
		});
	});
}
