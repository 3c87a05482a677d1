import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server } from "node:net";
import { projectFolder } from "../../src/base";

/** An app that runs in a process of its own. */
export interface Served {
	url: string;
	/** From the command to the page, in milliseconds. */
	startMs: number;
	stop(): Promise<void>;
}

const LIMIT_MS = 300_000;

/** Starts a command that serves on a port, and waits until its page comes. */
export async function serve(
	name: string,
	command: (port: number) => string[],
): Promise<Served> {
	const port = await freePort();
	const [program, ...args] = command(port);
	const started = performance.now();
	const child = spawn(program, args, {
		cwd: projectFolder(),
		env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" },
		stdio: ["ignore", "ignore", "pipe"],
	});
	let errors = "";
	child.stderr.on("data", (data) => {
		errors = `${errors}${data}`.slice(-2000);
	});
	const ended = once(child, "close");
	ended.catch(() => {}); // a program that is not there; it is awaited below
	const url = `http://127.0.0.1:${port}/`;
	while (!(await answers(url))) {
		if (child.exitCode !== null || child.signalCode !== null) {
			await ended;
			throw new Error(`app: ${name} has ended: ${errors.trim()}`);
		}
		if (performance.now() - started > LIMIT_MS) {
			child.kill();
			throw new Error(`app: ${name} has no page after ${LIMIT_MS / 1000} s`);
		}
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
	const startMs = performance.now() - started;
	return { url, startMs, stop: () => stop(child, ended) };
}

async function stop(
	child: ChildProcess,
	ended: Promise<unknown>,
): Promise<void> {
	child.kill();
	await ended;
}

async function answers(url: string): Promise<boolean> {
	try {
		const response = await fetch(url);
		await response.arrayBuffer();
		return response.ok;
	} catch {
		return false;
	}
}

/** What stands between a server and a browser, and counts what the browser gets. */
export interface Counter {
	url: string;
	bytes(): number;
	stop(): void;
}

/** Passes connections on to a server of this machine. */
export async function countBytes(url: string): Promise<Counter> {
	let bytes = 0;
	const server = createServer((client) => {
		const upstream = connect(Number(new URL(url).port), "127.0.0.1");
		upstream.on("data", (data) => {
			bytes += data.length;
		});
		client.pipe(upstream).pipe(client);
		for (const [one, other] of [
			[client, upstream],
			[upstream, client],
		])
			one.on("error", () => {}).on("close", () => other.destroy());
	});
	const port = await listening(server);
	return {
		url: `http://127.0.0.1:${port}/`,
		bytes: () => bytes,
		stop: () => server.close(),
	};
}

async function freePort(): Promise<number> {
	const server = createServer();
	const port = await listening(server);
	server.close();
	return port;
}

async function listening(server: Server): Promise<number> {
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}
