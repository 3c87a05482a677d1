import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { folders } from "../setup/paths.mjs";
import { bad, good, poor, SET_UP } from "./finding.mjs";

const child = fileURLToPath(new URL("trial.cjs", import.meta.url));
const LIMIT_MS = 180_000;

/**
 * What computes, whether it does, and which data is in use: found by doing it,
 * with the library itself, in a process that may crash.
 *
 * @param {boolean} possible whether the packages and the library are there
 */
export async function checkByDoing(possible) {
	if (!possible)
		return ["Backend", "Training", "Data"].map((name) =>
			bad(name, "not tried without packages and library, see above", SET_UP),
		);
	const { answers, died } = await tryOut();
	const silent = { error: died || "it said nothing" };
	return [
		backendOf(answers.backend ?? silent),
		trainingOf(answers.training ?? silent),
		dataOf(answers.data ?? silent),
	];
}

function backendOf({ error, description, warning, advice }) {
	const name = "Backend";
	if (error)
		return bad(
			name,
			`it does not start: ${error}`,
			process.env.KEYPOINTS_BACKEND
				? "unset KEYPOINTS_BACKEND, or as it says"
				: existsSync(folders.tensorflow)
					? `rm -rf .cache/tensorflow && ${SET_UP}`
					: SET_UP,
		);
	if (!warning)
		return good(name, [description, advice].filter(Boolean).join("; "));
	const why = warning.split("\n")[0];
	return description.startsWith("tensorflow")
		? poor(name, `${description}: ${why}`, "see GPU, or npm run setup -- cpu")
		: poor(name, `${description}: ${why}`, SET_UP);
}

function trainingOf({ error, seconds, loss }) {
	return error
		? bad("Training", `a step does not work: ${error}`, "mend Backend first")
		: good("Training", `a step works: ${seconds} s, loss ${loss}`);
}

/** What to type where data cannot be read, by which data it is. */
const DATA_REMEDIES = {
	none: SET_UP,
	sample: `rm -rf .cache/sample* && ${SET_UP}`,
	own: "npx keypoints data, which reads all of it, then mend or move the file",
};

function dataOf({ error, faces, origin, which = "none" }) {
	if (!error) return good("Data", `${faces} faces: ${origin}`);
	const remedy = process.env.KEYPOINTS_DATA
		? "unset KEYPOINTS_DATA, or mend what it names"
		: DATA_REMEDIES[which];
	return bad("Data", error, remedy);
}

/** Runs the trial: its answers by name, and how it died where it did. */
function tryOut() {
	const trial = spawn(process.execPath, [child], {
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
			const answers = {};
			for (const [, name, json] of out.matchAll(/^ANSWER (\w+) (.*)$/gm))
				answers[name] = JSON.parse(json);
			const said = errors.match(/^\w*Error: .*$/m)?.[0] ?? "";
			const died = signal
				? `the process was ended by ${signal}${trial.killed ? `, since it took more than ${LIMIT_MS / 1000} s` : ""}`
				: code
					? said || `exit code ${code}`
					: undefined;
			resolve({ answers, died });
		});
	});
}
