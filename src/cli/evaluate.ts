import { Command } from "commander";
import { example } from "./options";

/** `keypoints evaluate`: measures a run. */
export function evaluateCommand(): Command {
	return new Command("evaluate")
		.description(
			"Measure a run on the rows that it held out, or on the labelled rows of other data.",
		)
		.argument("<run>", "folder of the run")
		.option(
			"--data <path>",
			"other data to measure on: a folder or a CSV file (default: the run's own)",
		)
		.addHelpText(
			"after",
			example("evaluate runs/first", "evaluate runs/first --data other.csv"),
		)
		.action(async (folder: string, { data }: { data?: string }) => {
			const { locateData } = await import("../dataset");
			const { evaluateRun, formatEvaluation } = await import("../evaluate");
			const files = data === undefined ? undefined : locateData(data);
			console.log(formatEvaluation(await evaluateRun(folder, files)));
		});
}
