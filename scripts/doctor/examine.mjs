import { show } from "./finding.mjs";
import { checkGpu } from "./gpu.mjs";
import { checkLibrary, checkPackages } from "./installation.mjs";
import { checkJupyter, checkKernel, checkPython } from "./jupyter.mjs";
import { checkDisk, checkMemory, checkProcessor } from "./machine.mjs";
import { checkNode } from "./node.mjs";
import { checkByDoing } from "./trial.mjs";

const CHECKS = [
	...[checkNode, checkPackages, checkLibrary],
	...[checkPython, checkJupyter, checkKernel],
	...[checkProcessor, checkMemory, checkGpu, checkDisk],
];

/**
 * Does every check and prints what it finds, a line each.
 *
 * @returns {Promise<boolean>} whether the course can run
 */
export async function examine() {
	/** @type {import("./finding.mjs").Finding[]} */
	const findings = [];
	/** @param {import("./finding.mjs").Finding} finding */
	const tell = (finding) => {
		findings.push(finding);
		console.log(show(finding));
	};
	for (const check of CHECKS) tell(check());
	/** @param {string} name */
	const lacks = (name) =>
		findings.some((each) => each.name === name && each.state === "bad");
	const possible = !lacks("Packages") && !lacks("Library");
	const { isTTY } = process.stdout;
	if (isTTY) process.stdout.write("  trying the backend and the data ...");
	const tried = await checkByDoing(possible);
	if (isTTY) process.stdout.write("\r\u001b[K");
	for (const finding of tried) tell(finding);
	/** @param {import("./finding.mjs").Finding["state"]} state */
	const count = (state) =>
		findings.filter((finding) => finding.state === state).length;
	/** @param {number} number */
	const things = (number) => `${number} ${number === 1 ? "thing" : "things"}`;
	if (count("bad"))
		console.log(
			`\nThe course cannot run: mend ${things(count("bad"))} marked ✘, the first one first.`,
		);
	else
		console.log(
			`\nThe course can run: npm start.${count("poor") ? ` ${things(count("poor"))} marked ! could be better.` : ""}`,
		);
	return !count("bad");
}
