import { Argument, Command } from "commander";
import { example, overwriteOption, SHIPPED_RUN } from "./options";

interface PredictArguments {
	out?: string;
	overwrite?: boolean;
	json?: boolean;
}

/** `keypoints predict`: finds the points in a photo. */
export function predictCommand(): Command {
	return new Command("predict")
		.description(
			"Find the points in a photo (JPEG, PNG or WebP of any size) and draw them on it at its full size. A keypoint model searches the photo for the face; for any other one, the face should fill most of the photo, and of a photo that is not square the middle counts.",
		)
		.usage("[options] [run] <photo>")
		.addArgument(
			new Argument(
				"<run>",
				`folder of the run, or left out for ${SHIPPED_RUN}, which comes with the project`,
			),
		)
		.addArgument(new Argument("[photo]", "the photo"))
		.option(
			"--out <picture>",
			"the photo with the points on it: a name that ends in .png, .jpg or .webp",
		)
		.addOption(overwriteOption())
		.option(
			"--json",
			"print the points as JSON, in pixels of the upright photo (0 is the centre of the first one)",
		)
		.addHelpText(
			"after",
			example(
				"predict me.jpg --out points.png",
				"predict runs/first me.jpg --out points.png",
				"predict me.jpg --json > points.json",
			),
		)
		.action((first: string, second: string | undefined, options) =>
			second === undefined
				? predict(SHIPPED_RUN, first, options)
				: predict(first, second, options),
		);
}

async function predict(
	folder: string,
	file: string,
	{ out, overwrite, json }: PredictArguments,
): Promise<void> {
	if (out === undefined && !json)
		throw new Error(
			"predict: missing --out or --json; expected where to draw the points (--out points.png), or --json to print them",
		);
	const { checkOutput } = await import("../base");
	const { filesOfRun, openRun } = await import("../run");
	const {
		checkPictureName,
		checkPictureSize,
		drawPoints,
		predictPhoto,
		readPhoto,
		roundToHundredths,
	} = await import("../photo");
	if (out !== undefined) {
		checkPictureName(out, file);
		const inputs = [file, ...filesOfRun(folder)];
		checkOutput("predict", out, { inputs, overwrite });
	}
	const photo = await readPhoto(file);
	if (out !== undefined) checkPictureSize(out, photo);
	const run = await openRun(folder);
	try {
		const prediction = await predictPhoto(run, photo);
		if (out !== undefined) await drawPoints(photo, prediction, out);
		const { width, height } = photo;
		const { epoch } = run;
		const { model } = run.description.config;
		const report = { photo: file, width, height, run: folder, model, epoch };
		if (prediction.isFace === false)
			console.error(
				`predict: the model is not sure that there is a face in ${file}: see whether its points are right`,
			);
		if (json)
			console.log(
				JSON.stringify(
					{ ...report, ...prediction },
					(_key, value) =>
						typeof value === "number" ? roundToHundredths(value) : value,
					"\t",
				),
			);
		else {
			const { left, top, size } = prediction.square;
			const [side, x, y] = [size, left, top].map(Math.round);
			console.log(
				`${out}: ${Object.keys(prediction.points).length} points by ${model} on the photo of ${width}x${height} pixels; the model saw the square of ${side} pixels at ${x}, ${y}`,
			);
		}
	} finally {
		run.dispose();
	}
}
