import { parseArgs } from "node:util";

/**
 * What a command of `npm run` understands.
 *
 * @typedef {{ name: string, usage: string,
 *   options?: Record<string, { type: "string" | "boolean" }>, words?: number }} Command
 *   `name` begins its errors; `usage` is printed for --help and after an error;
 *   `words` is how many may stand beside the options (0)
 *
 * @typedef {{ flags: Set<string>, texts: Record<string, string | undefined>,
 *   words: string[] }} Arguments the options that are switches and are given, those
 *   that have a value, and the words beside them
 */

/**
 * Reads a command line; prints the help where it is asked for. What is wrong in it
 * is said in a sentence, above the help, and ends the process with exit code 2.
 *
 * @template T
 * @param {Command} command
 * @param {(read: Arguments) => T} check what the command makes of it; throws an
 *   error that says what is wrong and what was expected
 * @param {string[]} [args]
 * @returns {T}
 */
export function readArguments(command, check, args = process.argv.slice(2)) {
	const { name, usage } = command;
	try {
		const read = parse(command, args);
		if (read.flags.has("help")) showHelp(usage);
		return check(read);
	} catch (error) {
		console.error(
			`${name}: ${error instanceof Error ? error.message : error}\n\n${usage}`,
		);
		process.exit(2);
	}
}

/**
 * Prints a command's help and ends the process.
 *
 * @param {string} usage
 * @returns {never}
 */
export function showHelp(usage) {
	console.log(usage);
	process.exit(0);
}

/**
 * The words of an error for a name that is not known, with the one that was
 * probably meant.
 *
 * @param {string} kind for example `option`
 * @param {string} name
 * @param {string[]} known
 */
export function unknown(kind, name, known) {
	const near = known
		.map((each) => ({ each, far: distance(name, each) }))
		.filter(({ each, far }) => far <= (each.length > 3 ? 2 : 1))
		.sort((a, b) => a.far - b.far)[0];
	return new Error(
		`unknown ${kind}: ${name}; expected ${known.length > 1 ? "one of " : ""}${known.join(", ")}${near ? `; did you mean ${near.each}?` : ""}`,
	);
}

/**
 * @param {Command} command
 * @param {string[]} args
 * @returns {Arguments}
 */
function parse({ options: own = {}, words: most = 0 }, args) {
	/** @type {Record<string, { type: "string" | "boolean", short?: string }>} */
	const options = { ...own, help: { type: "boolean", short: "h" } };
	const { tokens } = parseArgs({ args, options, strict: false, tokens: true });
	/** @type {Arguments} */
	const read = { flags: new Set(), texts: {}, words: [] };
	for (const token of tokens) {
		if (token.kind === "positional") read.words.push(token.value);
		if (token.kind !== "option") continue;
		const { name, rawName, value, inlineValue } = token;
		if (!Object.hasOwn(options, name))
			throw unknown(
				"option",
				rawName,
				Object.keys(options).map((each) => `--${each}`),
			);
		if (options[name].type === "boolean") {
			if (value !== undefined)
				throw new Error(`invalid ${rawName}: ${value}; it takes no value`);
			read.flags.add(name);
		} else {
			const isOption = !inlineValue && value?.startsWith("-");
			if (!value || isOption)
				throw new Error(`missing value: ${rawName}; expected one behind it`);
			read.texts[name] = value;
		}
	}
	if (read.words.length > most && !read.flags.has("help"))
		throw new Error(
			`unknown argument: ${read.words[most]}; expected ${most === 0 ? "options alone" : `at most ${most}`}`,
		);
	return read;
}

/**
 * How many letters are to be put in, taken out or changed between two words.
 *
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++)
			next[j] = Math.min(
				row[j] + 1,
				next[j - 1] + 1,
				row[j - 1] + Number(a[i - 1] !== b[j - 1]),
			);
		row = next;
	}
	return row[b.length];
}
