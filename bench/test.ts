import { join } from "node:path";
import { parseArgs } from "node:util";
import { describeMachine, describeMoment, startBackend } from "../src/backend";
import { projectFolder } from "../src/base";
import { locateData } from "../src/dataset";
import { evaluateTest } from "../src/evaluate";
import { keepTest, TEST_FILE } from "./test/results";

const HELP = `npm run bench -- test RUN [--data PATH] [--name NAME]

Measures a run on the people who are kept apart to the end, as
\`npx keypoints evaluate RUN --test\` does, and keeps the figures for the texts.
Once a run: whoever chooses by these figures has no measure left.
  RUN     the folder of a run or of a model, as models/slim
  --data  folder of the faces (default: those that \`npx keypoints data download --set youtube-faces\` makes)
  --name  what the texts call it (default: RUN)

The figures go into ${TEST_FILE}; \`npm run figures\` puts them into the texts.`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			data: { type: "string" },
			name: { type: "string" },
			help: { type: "boolean", short: "h", default: false },
		},
	});
	if (values.help) return console.log(HELP);
	const [folder] = positionals;
	if (!folder || positionals.length > 1)
		throw new Error(`test: missing run; expected one folder\n\n${HELP}`);
	console.log((await startBackend()).description);
	const data = values.data ?? join(projectFolder(), "data", "youtube-faces");
	const result = await evaluateTest(folder, locateData(data));
	await keepTest(
		join(projectFolder(), TEST_FILE),
		values.name ?? folder,
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
