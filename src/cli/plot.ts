import { Command } from "commander";
import type { Figure } from "../plot";
import { dataOption, example, overwriteOption, wholeNumber } from "./options";

interface PlotArguments {
	data?: string;
	out: string;
	count: number;
	overwrite?: boolean;
}

/** `keypoints plot`: pictures of the data and of runs. */
export function plotCommand(): Command {
	return new Command("plot")
		.description(
			"Draw the data or a run into a file: .png, .svg, or .html to zoom and to read off values, offline.",
		)
		.addHelpText(
			"after",
			example(
				"plot faces --data data/ --out faces.png",
				"plot curves runs/first --out curves.svg",
				"plot worst runs/first --out worst.html",
			),
		)
		.addCommand(facesCommand())
		.addCommand(missingCommand())
		.addCommand(curvesCommand())
		.addCommand(errorsCommand())
		.addCommand(worstCommand());
}

function plotting(name: string, description: string, line: string): Command {
	return new Command(name)
		.description(description)
		.requiredOption(
			"--out <file>",
			"the file to write: a name that ends in .png, .svg or .html",
		)
		.addOption(overwriteOption())
		.addHelpText("after", example(`plot ${name} ${line}`));
}

function facesCommand(): Command {
	return plotting(
		"faces",
		"Faces from all over the file in a grid, with their labels.",
		"--count 16 --out faces.png",
	)
		.addOption(dataOption())
		.option("--count <n>", "how many faces", wholeNumber(1), 16)
		.action(async ({ data, count, ...output }: PlotArguments) => {
			const { dataFiles, faceCount, loadFaces, locateData, selectFaces } =
				await import("../dataset");
			const { faceGrid } = await import("../plot");
			const files = locateData(data);
			await write(
				output,
				() => dataFiles(files),
				async () => {
					const faces = await loadFaces(files.training, { progress: true });
					const shown = Math.min(count, faceCount(faces));
					const step = faceCount(faces) / shown;
					const indices = Array.from({ length: shown }, (_, i) =>
						Math.floor(i * step),
					);
					return faceGrid(selectFaces(faces, indices));
				},
			);
		});
}

function missingCommand(): Command {
	return plotting(
		"missing",
		"Which labels are missing where in the file.",
		"--data data/ --out missing.png",
	)
		.addOption(dataOption())
		.action(async ({ data, ...output }: PlotArguments) => {
			const { dataFiles, labelsOf, loadFaces, locateData } = await import(
				"../dataset"
			);
			const { missingLabels } = await import("../plot");
			const files = locateData(data);
			await write(
				output,
				() => dataFiles(files),
				async () => {
					const faces = await loadFaces(files.training, { progress: true });
					return missingLabels(labelsOf(faces, "plot missing"));
				},
			);
		});
}

function curvesCommand(): Command {
	return plotting(
		"curves",
		"The error of a run after each epoch, in training and on the rows held out.",
		"runs/first --out curves.png",
	)
		.argument("<run>", "folder of the run")
		.action(async (folder: string, output: PlotArguments) => {
			const { readHistory } = await import("../evaluate");
			const { filesOfRun } = await import("../run");
			const { lossCurve } = await import("../plot");
			await write(
				output,
				() => filesOfRun(folder),
				async () => lossCurve(await readHistory(folder)),
			);
		});
}

function errorsCommand(): Command {
	return ofRun(
		plotting(
			"errors",
			"The error of each point on the rows that a run held out, or on other data.",
			"runs/first --out errors.png",
		),
	).action(async (folder: string, { data, ...output }: PlotArguments) => {
		const { labelsOf } = await import("../dataset");
		const { measure } = await import("../run");
		const { pointErrors } = await import("../plot");
		await write(
			output,
			() => filesRead(folder, data),
			async () => {
				const { faces, predicted } = await predictions(folder, data);
				return pointErrors(measure(predicted, labelsOf(faces)));
			},
		);
	});
}

function worstCommand(): Command {
	return ofRun(
		plotting(
			"worst",
			"How the error spreads over the rows that a run held out, or over other data, and the worst faces.",
			"runs/first --out worst.html",
		),
	)
		.option("--count <n>", "how many of the worst", wholeNumber(1), 8)
		.action(async (folder: string, { data, ...output }: PlotArguments) => {
			const { errorDistribution } = await import("../plot");
			const { count } = output;
			await write(
				output,
				() => filesRead(folder, data),
				async () => {
					const { faces, predicted } = await predictions(folder, data);
					return errorDistribution(faces, predicted, { worst: count });
				},
			);
		});
}

function ofRun(command: Command): Command {
	return command
		.argument("<run>", "folder of the run")
		.option(
			"--data <path>",
			"other data to measure on: a folder or a CSV file (default: the run's own)",
		);
}

async function predictions(folder: string, data?: string) {
	const { locateData } = await import("../dataset");
	const { predictRun } = await import("../evaluate");
	return predictRun(folder, data === undefined ? undefined : locateData(data));
}

async function filesRead(folder: string, data?: string): Promise<string[]> {
	const { dataFiles, locateData } = await import("../dataset");
	const { filesOfRun, locateRun, readRun } = await import("../run");
	const { config } = readRun(locateRun(folder));
	const files =
		data === undefined ? [config.data.file] : dataFiles(locateData(data));
	return [...filesOfRun(folder), ...files];
}

/** Refuses what cannot be written before it starts on long work. */
async function write(
	{ out, overwrite }: Pick<PlotArguments, "out" | "overwrite">,
	inputsOf: () => string[] | Promise<string[]>,
	draw: () => Promise<Figure>,
): Promise<void> {
	const { checkOutput } = await import("../base");
	const { checkFigureName, saveFigure } = await import("../plot");
	checkFigureName(out);
	const inputs = await inputsOf();
	checkOutput("plot", out, { inputs, overwrite });
	await saveFigure(await draw(), out);
	console.log(`${out}: written`);
}
