import { join } from "node:path";
import { type Cells, inOrder } from "../../src/published";
import { readResultFile, writeResultFile } from "../results/json";
import type { SideResult } from "./results";

export const STEPS_FILE = join("results", "steps.json");

/** How far five steps from the same weights lie apart, here and in Keras. */
export interface StepsResult {
	name: string;
	/** Of the losses and of the predictions behind them, in relation to the largest. */
	stepsDiffer: number;
	/** Parameters, of which both have as many. */
	parameters: number;
	data: { sha256: string; faces: number };
	versions: Record<string, string>;
}

/** Keeps the steps of some trainings in Keras, of whole ones or not, in place of older ones of the same recipe. */
export async function keepSteps(
	file: string,
	results: readonly SideResult[],
): Promise<void> {
	const steps = new Map(
		(readResultFile<StepsResult[]>(file) ?? []).map((step) => [
			step.name,
			step,
		]),
	);
	for (const { name, stepsDiffer, parameters, config, versions } of results) {
		if (stepsDiffer === undefined) continue;
		const { sha256, faces } = config.data;
		const data = { sha256, faces };
		steps.set(name, { name, stepsDiffer, parameters, data, versions });
	}
	if (steps.size) await writeResultFile(file, inOrder([...steps.values()]));
}

/** The steps of each recipe, as a table. */
export function stepsTable(steps: readonly StepsResult[]): Cells {
	const rows = inOrder(steps).map(({ name, stepsDiffer, parameters, data }) => [
		name,
		parameters.toLocaleString("en"),
		stepsDiffer.toExponential(1),
		`${data.faces.toLocaleString("en")} faces (${data.sha256.slice(0, 12)})`,
	]);
	const head = ["recipe", "parameters", "differ by", "first faces of"];
	return [head, ...rows];
}
