import { messageOf } from "./failures.mjs";
import { missingFor, troubles } from "./report.mjs";
import { setUp } from "./set-up.mjs";

/**
 * Sets up what is missing before a command does its work, and leaves with exit
 * code 1 where the command cannot do without what could not be had.
 *
 * @param {string} command what was typed, for example `npm start`
 * @param {string[]} needs names of steps
 * @returns {Promise<Record<string, import("./set-up.mjs").Outcome>>}
 */
export async function ensure(command, needs) {
	try {
		const { outcomes } = await setUp();
		for (const line of troubles(outcomes)) console.error(line);
		const missing = missingFor(command, needs, outcomes);
		if (missing.length === 0) return outcomes;
		for (const line of ["", ...missing]) console.error(line);
	} catch (error) {
		console.error(messageOf(error));
	}
	process.exit(1);
}
