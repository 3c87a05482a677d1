import { connect, type Socket } from "node:net";
import { join } from "node:path";
import sharp from "sharp";
import { createRandom, projectFolder } from "../../src/base";
import { type App, startApp } from "../../src/serve";
import { drawnFace } from "../serve/pictures";
import { numberOf } from "./count";

// Attacks the app on this machine, and counts what it answers:
//
//   node dist/test/attacks/app.js [--count REQUESTS OF EACH KIND]
//
// After each kind, with its clients still there, a photo must be predicted as
// before. `ulimit -n 256` before it lets few files be open.

const requests = numberOf("count", 20);
const AT_A_TIME = 10;
const PATIENCE = 3000;
const open: Socket[] = [];

type Attack = (app: App, i: number) => Promise<string>;

const HEAD = "POST /api/predict HTTP/1.1\r\nhost: localhost\r\n";
const random = createRandom(2026);

async function makeAttacks(): Promise<Record<string, Attack>> {
	const face = await drawnFace();
	const jpeg = await sharp(face).jpeg().toBuffer();
	const flat = { channels: 3 as const, background: "white" };
	const bomb = await sharp({ create: { width: 9000, height: 9000, ...flat } })
		.png({ compressionLevel: 9 })
		.toBuffer();
	const strip = await sharp({ create: { width: 20_000, height: 100, ...flat } })
		.png()
		.toBuffer();
	const spoilt = () => {
		const copy = Buffer.from(jpeg);
		for (let i = 0; i < 6; i++)
			copy[200 + random.integer(copy.length - 202)] ^= 1 + random.integer(255);
		return copy;
	};
	const form = () => {
		const data = new FormData();
		data.append("photo", new Blob([jpeg as never]), "photo.jpg");
		return data;
	};
	return {
		"a photo": (app) => upload(app, face),
		"a damaged JPEG": (app) => upload(app, spoilt()),
		"half a JPEG": (app) => upload(app, jpeg.subarray(0, jpeg.length >> 1)),
		"a PNG of 81 million pixels in 250 KB": (app) => upload(app, bomb),
		"a strip": (app) => upload(app, strip),
		"a form": (app) => upload(app, form()),
		"JSON with base64": (app) =>
			upload(app, JSON.stringify({ image: jpeg.toString("base64") })),
		noise: (app, i) => upload(app, Buffer.alloc(5000, i + 1)),
		"33 MiB": (app) => upload(app, Buffer.alloc(33 * 2 ** 20, 7)),
		"a body of 99 GB, of which one byte comes": (app) =>
			say(app, `${HEAD}content-length: 99999999999\r\n\r\nx`),
		"a chunk of no length": (app) =>
			say(app, `${HEAD}transfer-encoding: chunked\r\n\r\nzz\r\n`),
		"two lengths": (app) =>
			say(app, `${HEAD}content-length: 5\r\ncontent-length: 6\r\n\r\nabcdef`),
		"a header of 40 KB": (app) =>
			say(
				app,
				`GET / HTTP/1.1\r\nhost: localhost\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
			),
		nonsense: (app) =>
			say(
				app,
				`${Buffer.alloc(64, random.integer(256)).toString("latin1")}\r\n\r\n`,
			),
		"another host": (app) =>
			say(app, "GET / HTTP/1.1\r\nhost: evil.example\r\n\r\n"),
		"a path out of the folder": (app) =>
			say(app, "GET /../../etc/passwd HTTP/1.1\r\nhost: localhost\r\n\r\n"),
		"clients that say nothing": (app) => leave(app, ""),
		"clients that send no body": (app) =>
			leave(app, `${HEAD}content-length: 5000\r\n\r\n`),
		"clients that send a byte and stop": (app) =>
			leave(app, `${HEAD}content-length: 5000\r\n\r\nx`),
		"clients that ask for all and read nothing": (app) =>
			leave(
				app,
				"GET /model/weights.bin HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(50),
			),
	};
}

async function upload(app: App, body: unknown): Promise<string> {
	const response = await fetch(new URL("api/predict", app.url), {
		method: "POST",
		body: body as never,
	});
	const answer = (await response.json()) as {
		error?: string;
		points?: unknown;
	};
	const isTold = response.ok ? answer.points : answer.error;
	return isTold ? String(response.status) : "without a word";
}

/** Sends bytes as they are, and waits for the answer's status. */
function say({ port }: App, text: string): Promise<string> {
	return new Promise((resolve) => {
		let answer = "";
		const socket: Socket = connect(port, "127.0.0.1", () =>
			socket.write(text, "latin1"),
		);
		const end = () => {
			socket.destroy();
			resolve(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? "closed");
		};
		socket.on("data", (chunk: Buffer) => {
			answer += chunk;
			if (answer.includes("\r\n\r\n")) end();
		});
		socket.on("close", end).on("error", end);
	});
}

/** Sends bytes, and stays without reading. */
function leave({ port }: App, text: string): Promise<string> {
	return new Promise((resolve) => {
		const socket: Socket = connect(port, "127.0.0.1", () => {
			socket.pause().write(text);
			open.push(socket);
			resolve("left open");
		});
		socket.on("error", () => resolve("closed"));
	});
}

async function attack(): Promise<boolean> {
	const app = await startApp(join(projectFolder(), "models", "slim"), {
		port: 0,
		limits: { time: PATIENCE },
	});
	const face = await drawnFace();
	const table: Record<string, Record<string, number | string>> = {};
	try {
		for (const [name, run] of Object.entries(await makeAttacks())) {
			const counts: Record<string, number | string> = { requests };
			let next = 0;
			const client = async () => {
				while (next < requests) {
					const outcome = await run(app, next++).catch(() => "closed");
					counts[outcome] = Number(counts[outcome] ?? 0) + 1;
				}
			};
			await Promise.all(Array.from({ length: AT_A_TIME }, client));
			const began = Date.now();
			counts["then a photo"] = await upload(app, face).catch(
				(error) => error.message,
			);
			counts["after s"] = ((Date.now() - began) / 1000).toFixed(1);
			table[name] = counts;
			for (const socket of open.splice(0)) socket.destroy();
		}
	} finally {
		await app.close();
	}
	console.table(table);
	return Object.values(table).every(
		(counts) =>
			counts["then a photo"] === "200" &&
			counts["500"] === undefined &&
			counts["without a word"] === undefined,
	);
}

attack().then((holds) => {
	process.exitCode = holds ? 0 : 1;
});
