import { join } from "node:path";
import type { TestEvaluation } from "../../src/evaluate";
import type { LabelSource } from "../../src/face";
import type { Measures, RunConfig } from "../../src/run";
import { readResultFile, withoutPath, writeResultFile } from "../results/json";

export const TEST_FILE = join("results", "test.json");

/** A run, measured on the people who are kept apart to the end. */
export interface TestResult {
	/** What the texts call it. */
	name: string;
	faces: number;
	people: number;
	/** Fingerprint of the faces' pixels and labels; of results before it was kept, none. */
	testSha256?: string;
	measures: Measures;
	sources?: Record<LabelSource, Measures>;
	/** RMSE in pixels: 95 of 100 draws of as many people lie between these. */
	interval: [low: number, high: number];
	epoch: number;
	config: RunConfig;
	versions: Record<string, string>;
	/** What measured, and when. */
	machine: string;
	moment: string;
}

/** Adds a run to those that are kept, in place of one of the same name. */
export async function keepTest(
	file: string,
	name: string,
	{ measures, sources, people, sha256, interval, epoch, run }: TestEvaluation,
	where: { machine: string; moment: string },
): Promise<void> {
	const kept = readResultFile<TestResult[]>(file) ?? [];
	const { config, versions } = run;
	const result: TestResult = {
		...{ name, faces: measures.faces, people, testSha256: sha256 },
		...{ measures, sources, interval },
		...{ epoch, config: withoutPath(config), versions, ...where },
	};
	const others = kept.filter((each) => each.name !== name);
	await writeResultFile(
		file,
		[...others, result].sort((a, b) => (a.name < b.name ? -1 : 1)),
	);
}
