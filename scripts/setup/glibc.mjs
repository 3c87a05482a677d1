import { Unavailable } from "./failures.mjs";

/**
 * Makes sure of the C library that a binary for Linux was built with; elsewhere
 * there is nothing to ask.
 *
 * @param {number} minor 27 for glibc 2.27 or newer
 * @param {string} systems which have it, in words
 * @throws {Unavailable} where it is older, or another one
 */
export function checkGlibc(minor, systems) {
	if (process.platform !== "linux") return;
	const report = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
		process.report.getReport()
	);
	const { glibcVersionRuntime } = report.header;
	const [, here] = (glibcVersionRuntime ?? "2.0").split(".").map(Number);
	if (here < minor)
		throw new Unavailable(
			`it needs glibc 2.${minor} or newer and here is ${glibcVersionRuntime ?? "another C library (Alpine has musl)"}: use ${systems}`,
		);
}
