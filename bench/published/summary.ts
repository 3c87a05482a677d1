import { join } from "node:path";
import { projectFolder } from "../../src/base";
import type { Comparison } from "../../src/published";
import type { Measures } from "../../src/run";
import { readResultFile, withoutPath, writeResultFile } from "../results/json";
import type { SideResult } from "./results";

/** What the texts are made of: `results/published.json`. */
export interface PublishedResults {
	comparison: Comparison;
	results: SideResult[];
}

export const PUBLISHED_FILE = join("results", "published.json");

/**
 * Adds whole results to those that are kept, in place of older ones of the same
 * recipe, seed and side.
 *
 * @returns what was done, in a line: nothing where those kept are of other data
 */
export async function keepResults(
	comparison: Comparison,
	results: readonly SideResult[],
	file = join(projectFolder(), PUBLISHED_FILE),
): Promise<string> {
	const kept = readResultFile<PublishedResults>(file);
	if (kept && kept.comparison.sha256 !== comparison.sha256)
		return `${PUBLISHED_FILE} stays as it is: its results are of other data (${kept.comparison.data}, ${kept.comparison.sha256.slice(0, 12)})`;
	const keyOf = ({ name, side, config }: SideResult) =>
		`${name} ${config.seed} ${side}`;
	const all = new Map(
		[...(kept?.results ?? []), ...results].map((result) => [
			keyOf(result),
			{ ...result, config: withoutPath(result.config) },
		]),
	);
	const sorted = [...all].sort(([a], [b]) => (a < b ? -1 : 1));
	const content = { comparison, results: sorted.map(([, result]) => result) };
	await writeResultFile(file, withoutPoints(content));
	return `${PUBLISHED_FILE}: ${all.size} results; \`npm run figures\` puts them into the texts`;
}

/** Measures at any depth, without those of each point, which no text tells. */
function withoutPoints<T extends object>(value: T): T {
	return JSON.parse(
		JSON.stringify(value, (key, inner: Measures["points"]) =>
			key === "points" ? undefined : inner,
		),
	);
}
