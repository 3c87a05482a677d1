import { readArguments, unknown } from "./arguments.mjs";
import { checkChoice, WORDS } from "./setup/choices.mjs";
import { messageOf } from "./setup/failures.mjs";
import { describeBackend, libraryWorks, troubles } from "./setup/report.mjs";
import { setUp } from "./setup/set-up.mjs";

const USAGE = `npm run setup [-- cuda | cpu] [-- webgpu [--software]]

Brings into place what the project needs, all of it inside this folder: npm
packages (node_modules), JupyterLab (.venv), TensorFlow and sample faces (.cache),
and the compiled library (dist). What is in place stays; it can be stopped and run
again at any moment.

cuda   TensorFlow for NVIDIA's GPUs, Linux x64: 3.4 GB to download, 5.5 GB kept
cpu    TensorFlow for the CPU, which is what comes without a word
       What was chosen holds until it is chosen otherwise.
webgpu also WebGPU, which computes on any GPU: 50 MB to download, 22 MB kept.
       Then KEYPOINTS_BACKEND=webgpu has it compute.
webgpu --software   and a GPU in software, slow, to test that without one

PYTHON=/path/to/python   chooses the Python (3.10 or newer) for JupyterLab

Exit code 0: all that can be had on this machine is in place. 1: something failed
that another try may mend.`;

const { chosen, extras } = readArguments(
	{
		name: "setup",
		usage: USAGE,
		options: { software: { type: "boolean" } },
		words: Number.POSITIVE_INFINITY,
	},
	({ flags, words }) => {
		const known = [...Object.keys(WORDS), "webgpu"];
		const wrong = words.find((word) => !known.includes(word));
		if (wrong) throw unknown("word", wrong, known);
		if (words.includes("cpu") && words.includes("cuda"))
			throw new Error("cpu and cuda do not go together; expected one of them");
		const isWebgpu = words.includes("webgpu");
		if (flags.has("software") && !isWebgpu)
			throw new Error(
				"--software belongs to webgpu; expected webgpu before it",
			);
		return {
			chosen: Object.assign({}, ...words.map((word) => WORDS[word])),
			extras: /** @type {("webgpu" | "softwareGpu")[]} */ ([
				...(isWebgpu ? ["webgpu"] : []),
				...(flags.has("software") ? ["softwareGpu"] : []),
			]),
		};
	},
);

try {
	checkChoice(chosen);
	const began = Date.now();
	const { outcomes, changed } = await setUp({ chosen, extras });
	const seconds = Math.round((Date.now() - began) / 1000);
	const lines = troubles(outcomes);
	console.log(
		changed ? `\nSet-up ended in ${seconds} s.` : "Everything is in place.",
	);
	if (lines.length) console.log(`\n${lines.join("\n")}`);
	if (libraryWorks(outcomes)) {
		if (changed) console.log(`\nBackend: ${await describeBackend()}`);
		if (outcomes.kernel.state === "done")
			console.log("npm start             JupyterLab with the notebooks");
		console.log("npm test              checks everything");
		console.log("npx keypoints --help  the command line");
	}
	const failed = Object.values(outcomes).some(
		({ state }) => state === "failed",
	);
	process.exit(failed ? 1 : 0);
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}
