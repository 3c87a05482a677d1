import { Command } from "commander";
import { downloadCommand } from "./download";
import { dataOption, example } from "./options";

/** `keypoints data`: checks every cell and pixel of the files, and says what is missing. */
export function dataCommand(): Command {
	return new Command("data")
		.description(
			"Read and check every cell and pixel of the data; say how many rows and which labels are missing.",
		)
		.addOption(dataOption())
		.addHelpText("after", example("data --data data/", "data download"))
		.addCommand(downloadCommand())
		.action(async ({ data }: { data?: string }) => {
			const { checkData, formatDataReport, locateData } = await import(
				"../dataset"
			);
			console.log(formatDataReport(await checkData(locateData(data))));
		});
}
