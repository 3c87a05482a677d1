import { troubles } from "./report.mjs";
import { setUp } from "./set-up.mjs";

/**
 * Sets up what is missing before a command does its work, and leaves with exit
 * code 1 where the command cannot do without what could not be had.
 *
 * @param {string[]} needs names of steps
 * @returns {Promise<Record<string, import("./set-up.mjs").Outcome>>}
 */
export async function ensure(needs) {
	try {
		const { outcomes } = await setUp();
		for (const line of troubles(outcomes)) console.error(line);
		if (needs.every((name) => outcomes[name].state === "done")) return outcomes;
	} catch (error) {
		console.error(error.message);
	}
	process.exit(1);
}
