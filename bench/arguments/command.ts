import { Command, InvalidArgumentError, Option } from "commander";

/**
 * The command line of a benchmark: its help, and errors for what it does not know,
 * as `keypoints` has them.
 *
 * @param name as in `npm run bench -- NAME`
 * @param about what it measures, how long it takes, where its figures go
 */
export function benchCommand(name: string, about: string): Command {
	return new Command(`npm run bench -- ${name}`)
		.description(about)
		.allowExcessArguments(false)
		.showHelpAfterError();
}

/** `--data PATH`, as the commands of `keypoints` understand it. */
export function dataOption(): Option {
	return new Option(
		"--data <path>",
		"folder of the competition's files (default: $KEYPOINTS_DATA, else data/, else the drawn sample)",
	);
}

/** Reads an option's value as several, with commas between, each of those known. */
export function someOf(known: readonly string[]): (text: string) => string[] {
	return (text) => {
		const values = text.split(",");
		const wrong = values.find((value) => !known.includes(value));
		if (wrong !== undefined)
			throw new InvalidArgumentError(
				`"${wrong}" is unknown; expected some of ${known.join(", ")}, with commas between.`,
			);
		return values;
	};
}
