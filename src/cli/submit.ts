import { Command } from "commander";
import { dataOption, example, overwriteOption } from "./options";

interface SubmitArguments {
	data?: string;
	out: string;
	overwrite?: boolean;
}

/** `keypoints submit`: predicts the test images into the competition's file. */
export function submitCommand(): Command {
	return new Command("submit")
		.description(
			"Predict the test images and write the competition's submission file, RowId,Location.",
		)
		.argument("<run>", "folder of the run")
		.addOption(dataOption())
		.requiredOption("--out <file>", "the CSV file to write")
		.addOption(overwriteOption())
		.addHelpText(
			"after",
			example("submit runs/first --data data/ --out submission.csv"),
		)
		.action(
			async (folder: string, { data, out, overwrite }: SubmitArguments) => {
				const { locateData } = await import("../dataset");
				const { submitRun } = await import("../submit");
				const { rows, images, moved } = await submitRun(
					folder,
					locateData(data),
					out,
					{ overwrite },
				);
				const note = moved
					? `; ${moved} predictions outside the image were moved to its border`
					: "";
				console.log(
					`${out}: ${rows} rows for ${images} images, each checked${note}`,
				);
			},
		);
}
