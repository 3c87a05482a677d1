import { join } from "node:path";
import type { Comparison } from "../../src/published";
import type { RunConfig } from "../../src/run";
import { readResultFile, withoutPath, writeResultFile } from "../results/json";
import type { ModelMeasures } from "./measure";

export const MODELS_FILE = join("results", "models.json");

/** A model of this project, measured. */
export interface ModelResult extends ModelMeasures {
	model: string;
	config: RunConfig;
	versions: Record<string, string>;
	parameters: number;
	/** Of all epochs. */
	seconds: number;
	/** What measured, and when. */
	machine: string;
	moment: string;
}

/** What the texts are made of: `results/models.json`. */
export interface ModelResults {
	data: string;
	sha256: string;
	people: number;
	faces: number;
	/** RMSE of the average face. */
	averageFace: number;
	models: ModelResult[];
}

/**
 * Adds a model to those that are kept, in place of one of the same name.
 *
 * @throws where those kept were measured on other data
 */
export async function keepModel(
	file: string,
	comparison: Comparison,
	result: ModelResult,
): Promise<void> {
	const { data, sha256, heldOut, mean } = comparison;
	const kept = readResultFile<ModelResults>(file);
	if (kept && kept.sha256 !== sha256)
		throw new Error(
			`models: invalid data: ${file} is of ${kept.data} (${kept.sha256.slice(0, 12)}), and this of ${data} (${sha256.slice(0, 12)}); expected the same, or that you delete the file first`,
		);
	const others = (kept?.models ?? []).filter(
		({ model }) => model !== result.model,
	);
	const models = [...others, { ...result, config: withoutPath(result.config) }];
	await writeResultFile(file, {
		...{ data, sha256, people: heldOut.groups, faces: heldOut.rows.length },
		averageFace: mean.heldOut.rmsePixels,
		models: models.sort((a, b) => (a.model < b.model ? 1 : -1)),
	});
}
