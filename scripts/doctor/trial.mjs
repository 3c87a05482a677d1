import { spawn } from "node:child_process";
import { join } from "node:path";
import { folders } from "../setup/paths.mjs";
import { bad, read, SET_UP } from "./finding.mjs";

const NAMES = ["Backend", "Training", "Data"];
const LIMIT_MS = 180_000;

/**
 * What computes, whether it does, and which data is in use: found by doing it,
 * with the command `keypoints doctor`, whose process may crash.
 *
 * @param {boolean} possible whether the packages and the library are there
 * @returns {Promise<import("./finding.mjs").Finding[]>}
 */
export async function checkByDoing(possible) {
	if (!possible)
		return NAMES.map((name) =>
			bad(name, "not tried without packages and library, see above", SET_UP),
		);
	const { findings, died } = await tryOut();
	return NAMES.map(
		(name) =>
			findings.find((finding) => finding.name === name) ??
			bad(name, `it does not start: ${died}`, SET_UP),
	);
}

/**
 * What the command has found, and how it died where it did.
 *
 * @returns {Promise<{ findings: import("./finding.mjs").Finding[], died: string }>}
 */
function tryOut() {
	const command = join(folders.dist, "src", "cli", "main.js");
	const trial = spawn(process.execPath, [command, "doctor"], {
		stdio: ["ignore", "pipe", "pipe"],
		timeout: LIMIT_MS,
	});
	let [out, errors] = ["", ""];
	trial.stdout.setEncoding("utf8").on("data", (text) => {
		out += text;
	});
	trial.stderr.setEncoding("utf8").on("data", (text) => {
		errors = (errors + text).slice(-20_000);
	});
	return new Promise((resolve) => {
		trial.on("close", (code, signal) => {
			const said = errors.match(/^(\w*Error|keypoints): .*$/m)?.[0];
			const died = signal
				? `the process was ended by ${signal}${trial.killed ? `, since it took more than ${LIMIT_MS / 1000} s` : ""}`
				: (said ?? `exit code ${code}`);
			const findings = out.split("\n").map(read);
			resolve({
				findings: findings.filter((each) => each !== undefined),
				died,
			});
		});
	});
}
