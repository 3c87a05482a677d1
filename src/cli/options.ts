import { InvalidArgumentError, Option } from "commander";

/** The model that comes with the project, and stands where no run is named. */
export const SHIPPED_RUN = "models/slim";

/** Reads an option's value as a whole number of at least `least`. */
export function wholeNumber(least: number): (text: string) => number {
	return (text) => {
		const value = Number(text);
		if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least)
			throw new InvalidArgumentError(
				`expected a whole number of at least ${least}.`,
			);
		return value;
	};
}

/** Reads an option's value as the number of a port. */
export function portNumber(text: string): number {
	const port = Number(text);
	if (!/^\d+$/.test(text) || port < 1 || port > 65_535)
		throw new InvalidArgumentError("expected a number from 1 to 65535.");
	return port;
}

/** Reads an option's value as a number above 0. */
export function positiveNumber(text: string): number {
	const value = Number(text);
	if (!(value > 0 && Number.isFinite(value)))
		throw new InvalidArgumentError("expected a number above 0, as in 0.001.");
	return value;
}

/** Reads an option's value as a share from 0 up to, but not, 1. */
export function shareBelowOne(text: string): number {
	const value = Number(text);
	if (text.trim() === "" || !(value >= 0 && value < 1))
		throw new InvalidArgumentError(
			"expected a share from 0 up to 1, as in 0.2.",
		);
	return value;
}

/** `--data PATH`, which every command understands in the same way. */
export function dataOption(): Option {
	return new Option(
		"--data <path>",
		"folder of the competition's files, or one CSV file (default: $KEYPOINTS_DATA, else data/, else the drawn sample)",
	);
}

/** `--overwrite`, without which no command replaces what is there. */
export function overwriteOption(): Option {
	return new Option(
		"--overwrite",
		"replace what is there (never what is read)",
	);
}

/** Text under a command's options: an example to copy. */
export function example(...lines: string[]): string {
	return `\nExample:\n${lines.map((line) => `  $ npx keypoints ${line}`).join("\n")}\n`;
}
