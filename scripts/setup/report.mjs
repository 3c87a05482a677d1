import { existsSync } from "node:fs";
import { join } from "node:path";
import { readChoices } from "./choices.mjs";
import { TypeErrors } from "./compile.mjs";
import { NETWORK_HELP, Unreachable } from "./failures.mjs";
import { folders } from "./paths.mjs";
import { EXTRAS, STEPS } from "./set-up.mjs";
import { installed } from "./tensorflow.mjs";
import { runTool } from "./tool.mjs";

const SLOW =
	"everything works, but training in WebAssembly takes several times as long";
const NO_JUPYTER =
	"no JupyterLab: `npm start` and `npm run notebooks` do not work, everything else does";

/**
 * What one has to do without when a step did not come to its end.
 *
 * @type {Record<string, string>}
 */
const LOST = {
	packages: "nothing works without the npm packages",
	python: NO_JUPYTER,
	jupyter: NO_JUPYTER,
	tensorflow: `no TensorFlow: ${SLOW}`,
	compile: "the library is not as its sources are",
	links: "notebooks and npx do not find the library",
	kernel: "JupyterLab does not find the kernel",
	sample: "no sample faces",
	webgpu:
		"no WebGPU: KEYPOINTS_BACKEND=webgpu does not work, everything else does",
	softwareGpu: "no software GPU: without a GPU, WebGPU is not tested",
};

/**
 * The lines that say what could not be had, why and what to do, each cause once.
 *
 * @param {Record<string, import("./set-up.mjs").Outcome>} outcomes
 */
export function troubles(outcomes) {
	const lines = [];
	let network = false;
	for (const { name, title } of [...STEPS, ...Object.values(EXTRAS)]) {
		const { state, error } = outcomes[name] ?? {};
		if (!error) continue;
		lines.push(`${title} ${state}: ${lostWithout(name)}.`);
		if (name === "python" && outcomes.tensorflow.state === "waiting")
			lines.push(`  Nor can TensorFlow be had without it: ${SLOW}.`);
		const [first, ...rest] = error.message.split("\n");
		for (const line of [first, ...rest].slice(0, 14)) lines.push(`  ${line}`);
		if (error instanceof Unreachable) network = true;
		else if (!(error instanceof TypeErrors))
			lines.push("  Once that is mended, type `npm run setup`.");
	}
	if (network) lines.push("", ...NETWORK_HELP.split("\n"));
	return lines;
}

/**
 * What is lost without a step; the TensorFlow that was there before stays in use.
 *
 * @param {string} name
 */
function lostWithout(name) {
	const before = name === "tensorflow" && installed();
	if (!before) return LOST[name];
	const back =
		readChoices().tensorflow === "cpu"
			? ""
			: ", and to keep it type `npm run setup -- cpu`";
	return `${before.wheel}, which is installed, stays in use${back}`;
}

/**
 * The lines for a command that cannot do its work, since steps that it needs have
 * not come to their end; empty where all have.
 *
 * @param {string} command what was typed, for example `npm start`
 * @param {string[]} needs names of steps
 * @param {Record<string, import("./set-up.mjs").Outcome>} outcomes
 */
export function missingFor(command, needs, outcomes) {
	const open = STEPS.filter(
		({ name }) => needs.includes(name) && outcomes[name].state !== "done",
	);
	// A step that waits for another one is not what is missing.
	const missing = open
		.filter(({ after }) => !open.some(({ name }) => after.includes(name)))
		.map(({ title }) => title);
	if (missing.length === 0) return [];
	const lines = [`${command} cannot start without ${missing.join(" and ")}.`];
	if (libraryWorks(outcomes))
		lines.push("`npm test` and `npx keypoints --help` work without.");
	return lines;
}

/**
 * Whether the library itself can be used.
 *
 * @param {Record<string, import("./set-up.mjs").Outcome>} outcomes
 */
export function libraryWorks(outcomes) {
	return ["packages", "compile", "links"].every(
		(name) => outcomes[name].state === "done",
	);
}

/** What computes, in the words of the library itself. */
export async function describeBackend() {
	const library = join(folders.dist, "src", "backend", "backend.js");
	if (!existsSync(library)) return undefined;
	const code = `require(${JSON.stringify(library)}).startBackend().then((b) => console.log("BACKEND " + b.description + (b.name === "tensorflow" && b.warning ? "; npm run doctor says why not on the GPU" : "")))`;
	const { stdout, stderr } = await runTool([process.execPath, "-e", code], {
		record: false,
	});
	const found = /^BACKEND (.*)$/m.exec(stdout);
	if (found) return found[1];
	return `does not start: ${stderr.match(/^\w*Error: .*$/m)?.[0] ?? stderr.trim().split("\n").at(-1)}`;
}
