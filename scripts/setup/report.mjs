import { existsSync } from "node:fs";
import { join } from "node:path";
import { TypeErrors } from "./compile.mjs";
import { NETWORK_HELP, Unreachable } from "./failures.mjs";
import { folders } from "./paths.mjs";
import { STEPS } from "./set-up.mjs";
import { runTool } from "./tool.mjs";

const SLOW = "everything works, but about a hundred times slower";

/** What one has to do without when a step did not come to its end. */
const LOST = {
	packages: "nothing works without the npm packages",
	python: "no JupyterLab: `npm start` and `npm run notebooks` do not work",
	jupyter: "no JupyterLab: `npm start` and `npm run notebooks` do not work",
	tensorflow: `no TensorFlow: ${SLOW}`,
	compile: "the library is not as its sources are",
	links: "notebooks and npx do not find the library",
	kernel: "JupyterLab does not find the kernel",
	sample: "no sample faces",
};

/**
 * The lines that say what could not be had, why and what to do, each cause once.
 *
 * @param {Record<string, import("./set-up.mjs").Outcome>} outcomes
 */
export function troubles(outcomes) {
	const lines = [];
	let network = false;
	for (const { name, title } of STEPS) {
		const { state, error } = outcomes[name];
		if (!error) continue;
		lines.push(`${title} ${state}: ${LOST[name]}.`);
		if (name === "python" && outcomes.tensorflow.state === "waiting")
			lines.push(`  Nor can TensorFlow be had without it: ${SLOW}.`);
		const [first, ...rest] = error.message.split("\n");
		for (const line of [first, ...rest].slice(0, 14)) lines.push(`  ${line}`);
		if (error instanceof Unreachable) network = true;
		else if (state === "failed" && !(error instanceof TypeErrors))
			lines.push("  `npm run setup` tries it again.");
	}
	if (network) lines.push("", ...NETWORK_HELP.split("\n"));
	return lines;
}

/** Whether the library itself can be used. */
export function libraryWorks(outcomes) {
	return ["packages", "compile", "links"].every(
		(name) => outcomes[name].state === "done",
	);
}

/** What computes, in the words of the library itself. */
export async function describeBackend() {
	const library = join(folders.dist, "src", "backend", "backend.js");
	if (!existsSync(library)) return undefined;
	const code = `require(${JSON.stringify(library)}).startBackend().then((b) => console.log("BACKEND " + b.description))`;
	const { stdout, stderr } = await runTool([process.execPath, "-e", code], {
		record: false,
	});
	const found = /^BACKEND (.*)$/m.exec(stdout);
	if (found) return found[1];
	return `does not start: ${stderr.match(/^\w*Error: .*$/m)?.[0] ?? stderr.trim().split("\n").at(-1)}`;
}
