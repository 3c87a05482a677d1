import { join } from "node:path";
import { describeMachine, describeMoment, startBackend } from "../src/backend";
import { projectFolder } from "../src/base";
import { locateData } from "../src/dataset";
import { modelCost } from "../src/model";
import { compare } from "../src/published";
import { modelOf, RECIPES, readCheckpoint, readRun } from "../src/run";
import { benchCommand, dataOption } from "./arguments/command";
import { measureModel } from "./models/measure";
import { keepModel, MODELS_FILE } from "./models/results";

const ABOUT = `Measure a model of this project on the people whom it has not seen: by point, by labelling source, by the spread of its heatmaps, and with parts of its prediction left out. The figures go into ${MODELS_FILE}; \`npm run figures\` puts them into the texts.`;

async function main(): Promise<void> {
	const command = benchCommand("models", ABOUT)
		.argument(
			"<run>",
			"folder of a training to its end that left a fifth of the people out, as `npm run bench -- published --recipes keypoint-slim` keeps it (.cache/bench/published/keypoint-slim/seed-0/here)",
		)
		.addOption(dataOption())
		.parse();
	const [folder] = command.args;
	const { data } = command.opts<{ data?: string }>();
	console.log((await startBackend()).description);
	const { config, versions } = readRun(folder);
	const { comparison, heldOut } = await compare(locateData(data), 0);
	const model = config.model as keyof typeof RECIPES;
	// Only such a run names a share that was held out for all.
	const isOfComparison =
		"heldOut" in config && config.data.sha256 === comparison.sha256;
	if (!isOfComparison)
		throw new Error(
			`models: invalid run: ${folder} was not trained with a fifth of the people of ${comparison.data} left out for comparison; expected the folder of a run of \`npm run bench -- published\` on the same data`,
		);
	const checkpoint = await readCheckpoint(join(folder, "best.safetensors"));
	const { epoch, history } = checkpoint.progress;
	if (epoch !== RECIPES[model]?.epochs)
		throw new Error(
			`models: invalid run: ${folder} has trained ${epoch} epochs; expected ${RECIPES[model]?.epochs}, all of the recipe of ${model}`,
		);
	const network = await modelOf(checkpoint);
	const { parameters } = modelCost(network);
	const measures = await measureModel(network, heldOut);
	network.dispose();
	const seconds = history.reduce((sum, { seconds }) => sum + seconds, 0);
	await keepModel(join(projectFolder(), MODELS_FILE), comparison, {
		...{ model, config, versions, parameters, seconds, ...measures },
		...{ machine: describeMachine(), moment: describeMoment() },
	});
	console.log(
		`${model}: ${measures.heldOut.rmsePixels.toFixed(3)} px on ${heldOut.rows.length} faces of people whom it has not seen\n${MODELS_FILE}: written; \`npm run figures\` puts it into the texts`,
	);
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
