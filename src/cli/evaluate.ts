import { Command } from "commander";
import { example } from "./options";

interface EvaluateArguments {
	data?: string;
	test?: boolean;
}

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
		.option(
			"--test",
			"once, at the end: on the test faces of the data, of people who are kept apart, where it has their labels (test_labels.csv)",
		)
		.addHelpText(
			"after",
			example(
				"evaluate runs/first",
				"evaluate runs/first --data other.csv",
				"evaluate runs/first --test --data data/youtube-faces",
			),
		)
		.action(async (folder: string, { data, test }: EvaluateArguments) => {
			const { locateData } = await import("../dataset");
			const { evaluateRun, evaluateTest, formatEvaluation, formatTest } =
				await import("../evaluate");
			const files = data === undefined ? undefined : locateData(data);
			console.log(
				test
					? formatTest(await evaluateTest(folder, files))
					: formatEvaluation(await evaluateRun(folder, files)),
			);
		});
}
