import { join } from "node:path";
import { describeMachine, describeMoment, startBackend } from "../src/backend";
import { projectFolder } from "../src/base";
import { locateData } from "../src/dataset";
import { evaluateTest } from "../src/evaluate";
import { benchCommand } from "./arguments/command";
import { keepTest, TEST_FILE } from "./test/results";

const ABOUT = `Measure a run on the people who are kept apart to the end, as \`npx keypoints evaluate RUN --test\` does, and keep the figures for the texts. Once a run: whoever chooses by these figures has no measure left. They go into ${TEST_FILE}; \`npm run figures\` puts them into the texts.`;

async function main(): Promise<void> {
	const command = benchCommand("test", ABOUT)
		.argument("<run>", "folder of the run or of a model, as models/slim")
		.option(
			"--data <path>",
			"folder of the faces (default: those that `npx keypoints data download --set youtube-faces` makes)",
		)
		.option("--name <name>", "what the texts call it (default: the run)")
		.parse();
	const [folder] = command.args;
	const options = command.opts<{ data?: string; name?: string }>();
	console.log((await startBackend()).description);
	const data = options.data ?? join(projectFolder(), "data", "youtube-faces");
	const result = await evaluateTest(folder, locateData(data));
	await keepTest(
		join(projectFolder(), TEST_FILE),
		options.name ?? folder,
		result,
		{ machine: describeMachine(), moment: describeMoment() },
	);
	const { measures, people } = result;
	console.log(
		`${measures.rmsePixels.toFixed(3)} px on ${measures.faces} faces of ${people} people\n${TEST_FILE}: written; \`npm run figures\` puts it into the texts`,
	);
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
