import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readArguments, unknown } from "./arguments.mjs";
import { ensure } from "./setup/ensure.mjs";
import { extraPython } from "./setup/extra-python.mjs";
import { messageOf } from "./setup/failures.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { folders } from "./setup/paths.mjs";

/** Benchmarks that need more than the others' Python has, or none of ours. */
/** @type {Record<string, "gradio" | "keras" | undefined>} */
const PYTHON_OF = {
	app: "gradio",
	training: "keras",
	published: "keras",
	gpu: undefined,
};

const [name, ...options] = process.argv.slice(2);

await ensure("npm run bench", ["packages", "compile", "links"]);
const built = join(folders.dist, "bench");
const names = existsSync(built)
	? readdirSync(built)
			.filter((file) => file.endsWith(".js"))
			.map((file) => file.slice(0, -".js".length))
			.sort()
	: [];

const usage = `npm run bench -- NAME

Measures on this machine. Most time the library against the usual Python way, and end
with NAME RATIO: how many times faster the library is; published, models and test
measure what is trained, for the files in results/. npm run bench -- NAME --help says more.

${names.map((each) => `  ${each}`).join("\n")}`;
readArguments(
	{ name: "bench", usage, words: 1 },
	({ words: [word] }) => {
		if (word === undefined)
			throw new Error("missing NAME; expected a benchmark");
		if (!names.includes(word)) throw unknown("benchmark", word, names);
	},
	[name].filter((word) => word !== undefined),
);

try {
	const use = name in PYTHON_OF ? PYTHON_OF[name] : "bench";
	const isHelp = options.includes("--help") || options.includes("-h");
	const env = { ...process.env };
	if (use && !isHelp) env.BENCH_PYTHON = await extraPython(use);
	const file = join(built, `${name}.js`);
	process.exit(
		await runForeground([process.execPath, file, ...options], { env }),
	);
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}
