import { Command, Option } from "commander";
import type { DownloadedFile } from "../kaggle";
import { confirm } from "./confirm";
import { example, wholeNumber } from "./options";

interface DownloadArguments {
	set: "competition" | "youtube-faces";
	out?: string;
	from?: string;
	size?: number;
	colour?: boolean;
	yes?: boolean;
}

/** `keypoints data download`: fetches the competition's files from Kaggle, or public faces in the same formats. */
export function downloadCommand(): Command {
	return new Command("download")
		.description(
			"Fetch the competition's files from Kaggle with your API token (KAGGLE_API_TOKEN, ~/.kaggle/access_token or kaggle.json); or, without an account, frames of YouTube Faces, made into the same formats. Run it again to go on where it was cut; files that are there are checked and kept.",
		)
		.addOption(
			new Option("--set <name>", "which faces")
				.choices(["competition", "youtube-faces"])
				.default("competition"),
		)
		.option(
			"--out <folder>",
			"where to put them (default: $KEYPOINTS_DATA, else data/; youtube-faces: data/youtube-faces)",
		)
		.option(
			"--from <archive>",
			"youtube-faces: another address of the archive, or a zip file that you have; its content is checked all the same",
		)
		.option(
			"--size <pixels>",
			"youtube-faces: another size of the images, as PNG files, for models of your own (default: 96)",
			wholeNumber(1),
		)
		.option("--colour", "youtube-faces: in colour, as PNG files")
		.option("--yes", "youtube-faces: you have read the terms and accept them")
		.addHelpText(
			"after",
			example(
				"data download",
				"data download --set youtube-faces",
				"data download --set youtube-faces --size 192 --colour --out data/large",
			),
		)
		.action(({ set, ...options }: DownloadArguments) =>
			set === "competition"
				? fetchCompetition(options)
				: fetchYouTubeFaces(options),
		);
}

async function fetchCompetition({
	out,
	...others
}: Omit<DownloadArguments, "set">): Promise<void> {
	const [foreign] = Object.keys(others);
	if (foreign)
		throw new Error(
			`download: invalid option: --${foreign}; expected it together with --set youtube-faces`,
		);
	const { join } = await import("node:path");
	const { projectFolder } = await import("../base");
	const { downloadCompetition } = await import("../kaggle");
	const usual = process.env.KEYPOINTS_DATA || join(projectFolder(), "data");
	const folder = out ?? usual;
	await downloadCompetition(folder, {
		onFile: (file) => console.log(describe(file)),
	});
	const data = folder === usual ? "" : ` --data ${folder}`;
	console.log(
		`All are in ${folder}, every cell checked. Next: npx keypoints train --model cnn${data} --out runs/first`,
	);
}

function describe({ name, path, bytes, rows, kept }: DownloadedFile): string {
	const size = `${(bytes / 1e6).toFixed(1)} MB`;
	const what = kept ? `there already: ${path}` : `fetched, ${size}`;
	return `${name.padEnd(20)} ${rows.toLocaleString("en")} rows, ${what}`;
}

async function fetchYouTubeFaces({
	out,
	yes,
	...options
}: Omit<DownloadArguments, "set">): Promise<void> {
	const { join } = await import("node:path");
	const { existsSync } = await import("node:fs");
	const { youTubeFacesFolder } = await import("../dataset");
	const { downloadYouTubeFaces, isCompetitionFormat, YOUTUBE_FACES_TERMS } =
		await import("../youtube");
	const folder = out ?? youTubeFacesFolder();
	console.log(`${YOUTUBE_FACES_TERMS}\n`);
	const isThere = existsSync(join(folder, "about.json"));
	if (!yes && !isThere)
		await confirm("Fetch them, and keep to these terms?", "--yes");
	const about = await downloadYouTubeFaces(folder, options);
	const { training, test, leftOut, kept, size, colour } = about;
	const kind = `${size}x${size} ${colour ? "colour" : "grey"}`;
	console.log(
		`${folder}: ${kept ? "there already, every file as it was written" : "written"}; ${kind}, ${training.faces} faces of ${training.people} people to train on, ${test.faces} of ${test.people} others to test on${leftOut ? `; ${leftOut} frames left out, of which a point would lie outside` : ""}`,
	);
	console.log(
		isCompetitionFormat(about)
			? await nextStep(folder)
			: `Images are PNG files named in ${join(folder, "training_pictures.csv")}; the models of this project take 96x96 in grey`,
	);
}

/** Whether other commands find the faces by themselves, and what to type. */
async function nextStep(folder: string): Promise<string> {
	const taken = await whichDataIsTaken();
	const { dirname, resolve } = await import("node:path");
	const found = taken && resolve(dirname(taken.training)) === resolve(folder);
	const why = found
		? "Commands and notebooks take them from now on."
		: `Commands and notebooks take other faces unless told${taken ? ` (${taken.origin})` : ""}.`;
	return `${why} Next: npx keypoints train --model keypoint-slim${found ? "" : ` --data ${folder}`} --out runs/first`;
}

async function whichDataIsTaken() {
	const { locateData } = await import("../dataset");
	try {
		return locateData();
	} catch {
		// KEYPOINTS_DATA may lead nowhere, which is for those to say who read data.
		return undefined;
	}
}
