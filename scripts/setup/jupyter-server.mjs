import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
	copyFileSync,
	createWriteStream,
	mkdirSync,
	readFileSync,
	rmSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { jupyterEnvironment } from "./jupyter-environment.mjs";
import { folders, project, venvPython, windows } from "./paths.mjs";
import { endGroup } from "./processes.mjs";
import { readStamp } from "./stamp.mjs";

/**
 * @typedef {import("node:child_process").ChildProcessByStdio<null,
 *   import("node:stream").Readable, import("node:stream").Readable>} Server
 */

/** Where JupyterLab's own messages go. */
export const log = join(folders.jupyter, "jupyter.log");

const STARTS_WITHIN_MS = 60_000;
const ENDS_WITHIN_MS = 10_000;

/**
 * Starts JupyterLab on the notebooks and waits until it serves. Its errors are
 * shown as they come, everything else goes to {@link log}.
 *
 * @param {{ port?: number, browser?: boolean, ip?: string }} options
 *   without a port it takes 8888 or the next one that is free
 * @returns {Promise<{ url: string, ended: Promise<number>, stop(): Promise<void> }>}
 * @throws where the port is taken or the server does not come up
 */
export async function startJupyter({ port, browser = true, ip } = {}) {
	if (port !== undefined && !(await isFree(port)))
		throw new Error(
			`start: port ${port} is taken by another program; choose another with --port, or leave --port out and a free one is found`,
		);
	const notebooks = join(project, "notebooks");
	mkdirSync(notebooks, { recursive: true });
	const token = randomBytes(24).toString("hex");
	const environment = jupyterEnvironment();
	putStyle(environment.JUPYTER_CONFIG_DIR);
	const child = spawn(
		venvPython(),
		[
			...["-m", "jupyterlab"],
			`--config=${join(project, "scripts", "python", "jupyter_lab_config.py")}`,
			`--ServerApp.root_dir=${notebooks}`,
			`--ServerApp.open_browser=${browser ? "True" : "False"}`,
			...(ip ? [`--ServerApp.ip=${ip}`] : []),
			...(port ? [`--ServerApp.port=${port}`] : []),
			...(port ? ["--ServerApp.port_retries=0"] : []),
			...(process.getuid?.() === 0 ? ["--allow-root"] : []),
		],
		{
			cwd: project,
			// By the environment, since a command line is open to every user.
			env: { ...environment, JUPYTER_TOKEN: token },
			stdio: ["ignore", "pipe", "pipe"],
			detached: !windows,
		},
	);
	const ended = new Promise((resolve) => {
		child.once("error", () => resolve(1));
		child.once("exit", (code) => resolve(code ?? 1));
	});
	keepLog(child);
	const stop = () => stopJupyter(child, ended);
	const url = await served(child, ended, token).catch(async (error) => {
		await stop();
		throw error;
	});
	return { url, ended, stop };
}

/**
 * The server looks for it in its configuration, and nowhere else.
 *
 * @param {string} config
 */
function putStyle(config) {
	const folder = join(config, "custom");
	mkdirSync(folder, { recursive: true });
	copyFileSync(
		join(project, "scripts", "python", "custom.css"),
		join(folder, "custom.css"),
	);
}

/**
 * SIGTERM makes the server end its kernels and itself, without a question.
 *
 * @param {Server} child
 * @param {Promise<number>} ended
 */
async function stopJupyter(child, ended) {
	child.kill("SIGTERM");
	const late = sleep(ENDS_WITHIN_MS, "late", { ref: false });
	if ((await Promise.race([ended, late])) === "late" && child.pid)
		endGroup(child.pid);
	await ended;
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
	return new Promise((resolve) => {
		const server = createServer()
			.once("error", () => resolve(false))
			.listen(port, "localhost", () => server.close(() => resolve(true)));
	});
}

/**
 * Waits for the file that tells the address, and then for an answer there.
 *
 * @param {Server} child
 * @param {Promise<number>} ended
 * @param {string} token
 */
async function served(child, ended, token) {
	const file = join(
		...[folders.jupyter, "runtime", `jpserver-${child.pid}.json`],
	);
	rmSync(file, { force: true });
	let over = false;
	ended.then(() => {
		over = true;
	});
	for (const until = Date.now() + STARTS_WITHIN_MS; Date.now() < until; ) {
		if (over) break;
		const info = readStamp(file);
		if (info?.url && (await answers(info, token)))
			return `${info.url}lab?token=${token}`;
		await sleep(100);
	}
	const how = over
		? "ended while it started"
		: `did not serve within ${STARTS_WITHIN_MS / 1000} s`;
	const words = readFileSync(log, "utf8").trim().split("\n").slice(-8);
	throw new Error(
		`start: JupyterLab ${how}; the end of ${log}:\n${words.join("\n")}`,
	);
}

/**
 * @param {{ url: string }} info
 * @param {string} token
 */
async function answers({ url }, token) {
	try {
		const headers = { authorization: `token ${token}` };
		return (await fetch(`${url}api/status`, { headers })).ok;
	} catch {
		return false;
	}
}

/** @param {Server} child */
function keepLog(child) {
	mkdirSync(folders.jupyter, { recursive: true });
	const file = createWriteStream(log);
	for (const stream of [child.stdout, child.stderr])
		createInterface(stream).on("line", (line) => {
			file.write(`${line}\n`);
			const error = /^\[E [^\]]*\] (.*)/.exec(line);
			if (error) console.error(`JupyterLab: ${error[1]} (more in ${log})`);
		});
}
