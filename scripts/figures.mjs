import { createRequire } from "node:module";
import { join } from "node:path";
import { readArguments } from "./arguments.mjs";
import { ensure } from "./setup/ensure.mjs";
import { messageOf } from "./setup/failures.mjs";
import { folders } from "./setup/paths.mjs";

const USAGE = `npm run figures [-- --check]

Puts the figures of results/*.json into RESULTS.md, README.md, data/README.md,
models/README.md and notebook 08. The files in results/ are written by npm run bench --
published, npm run bench -- models and npm run bench -- test.

--check  changes nothing: names the texts whose figures are not those of the files`;

const isCheck = readArguments(
	{ name: "figures", usage: USAGE, options: { check: { type: "boolean" } } },
	({ flags }) => flags.has("check"),
);

await ensure("npm run figures", ["packages", "compile"]);
const require = createRequire(import.meta.url);
const built = join(folders.dist, "bench", "results", "figures.js");
try {
	const { differingTexts, writeFigures } = require(built);
	if (isCheck) {
		const differing = [...differingTexts().keys()];
		for (const file of differing)
			console.error(`${file}: differs from results/; npm run figures mends it`);
		if (differing.length === 0) console.log("all texts are what results/ says");
		process.exit(differing.length === 0 ? 0 : 1);
	}
	const written = writeFigures();
	for (const file of written) console.log(`${file}: written`);
	if (written.length === 0) console.log("all texts are what results/ says");
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}
