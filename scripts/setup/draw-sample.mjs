import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { messageOf } from "./failures.mjs";
import { project } from "./paths.mjs";

// A process of its own, so that set-up goes on telling its progress while the
// faces are drawn: draw-sample.mjs FOLDER VERSION_THAT_IS_THERE
const [folder, have] = process.argv.slice(2);

try {
	const file = join(project, "dist", "src", "index.js");
	const library = (await import(pathToFileURL(file).href)).default;
	const version = String(library.SAMPLE_VERSION);
	if (version !== have) await draw(library.writeSample);
	console.log(`version ${version}`);
} catch (error) {
	console.error(`ERROR: ${messageOf(error)}`);
	process.exitCode = 1;
}

/** @param {typeof import("../../dist/src/index.js").writeSample} writeSample */
function draw(writeSample) {
	let told = 0;
	return writeSample(folder, {
		onProgress(done, total) {
			if (done < total && Date.now() - told < 200) return;
			told = Date.now();
			console.log(`drawn ${done} ${total}`);
		},
	});
}
