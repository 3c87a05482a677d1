import { join, resolve } from "node:path";
import type { Precision } from "../backend";
import { isSameFile, note } from "../base";
import {
	checkPlausible,
	type DataFiles,
	dataFiles,
	type Faces,
	faceCount,
	fingerprint,
	groupsOf,
	labelsOf,
	loadFaces,
	splitFaces,
} from "../dataset";
import { buildModel, type ModelName, startAtMean } from "../model";
import {
	filesOfRun,
	RECIPES,
	type Recipe,
	type RunConfig,
	runFilesIn,
	withRunFolder,
} from "../run";
import type { FitResult } from "./fit";
import { openTeacher } from "./teacher";
import { type PreparedRun, type TrainingOptions, trainInto } from "./trainInto";

/** What of a model's recipe can be given another value. */
type Changes = Partial<
	Pick<Recipe, "augment" | "epochs" | "batchSize" | "learningRate" | "patience">
>;

/** How a run is trained; what is not given is as in its model's recipe. */
export interface TrainOptions extends Changes, TrainingOptions {
	/** Share of the faces that is held out, whole groups of them; 0 trains on all. Default 0.2. */
	holdOut?: number;
	/** A trained run that stands in where a training face has no label: its folder, or `models/slim` or `models/full`. Default none. */
	teacher?: string;
	/** In which numbers it multiplies. Default: as the process does, which is float32. */
	precision?: Precision;
	/** Decides the split, the first weights, the order of the faces, their augmentation and the dropout. Default 0. */
	seed?: number;
}

/** The share that is held out unless told otherwise. */
export const HOLD_OUT = 0.2;

/**
 * Trains one of the project's models on a training file and keeps everything in
 * a folder: `run.json`, `log.csv`, `best.safetensors`, `last.safetensors`.
 *
 * A fifth of the faces, whole groups of them, is held out for validation, unless
 * told otherwise. Where none is, the weights of the last epoch are kept.
 *
 * @param folder made if it is missing
 * @throws where the folder holds another run, or is being trained into; where the
 *   data or an option is not usable; where the loss is not finite
 */
export function trainRun(
	model: ModelName,
	data: DataFiles,
	folder: string,
	options: TrainOptions = {},
): Promise<FitResult> {
	return withRunFolder(folder, async () => {
		checkInputs(folder, data, options.teacher);
		const { resume, overwrite, signal, reporter, ...configured } = options;
		const faces = await loadFaces(data.training, { progress: true });
		for (const warning of checkPlausible(faces, "trainRun")) note(warning);
		const config = runConfig(model, dataOf(faces), configured);
		const prepare = async () => {
			const { groups, origin } = await groupsOf(faces, data);
			const prepared = prepareRun(config, split(faces, groups, config), origin);
			const { teacher } = config;
			return teacher === undefined
				? prepared
				: {
						...prepared,
						teacher: await openTeacher(teacher, config, prepared.validation),
					};
		};
		const training = { resume, overwrite, signal, reporter };
		return await trainInto(folder, config, prepare, training);
	});
}

/** Keeps a run that replaces another from replacing what it is trained with. */
function checkInputs(
	folder: string,
	data: DataFiles,
	teacher: string | undefined,
): void {
	const inputs = [
		...dataFiles(data),
		...(teacher === undefined ? [] : filesOfRun(teacher)),
	];
	const lost = inputs.find((input) =>
		runFilesIn(folder).some((name) => isSameFile(join(folder, name), input)),
	);
	if (lost !== undefined)
		throw new Error(
			`trainRun: invalid folder: ${folder} holds ${lost}, which is read here and would be lost; expected another folder`,
		);
}

/** The configuration of a run: the model's recipe, with what was given instead. */
export function runConfig(
	model: ModelName,
	data: RunConfig["data"],
	options: Omit<TrainOptions, keyof TrainingOptions> = {},
): RunConfig {
	const { holdOut = HOLD_OUT, seed = 0, ...changes } = options;
	const recipe = { ...RECIPES[model] };
	if (holdOut === 0 && changes.patience !== undefined)
		throw new Error(
			"trainRun: invalid patience: it counts epochs without a lower error on the faces held out, and none is; expected a holdOut above 0 (--hold-out), or no patience",
		);
	// Without validation faces there is no error that could stop falling.
	if (holdOut === 0) delete recipe.patience;
	return {
		model,
		seed,
		...recipe,
		...Object.fromEntries(
			Object.entries(changes).filter(([, value]) => value !== undefined),
		),
		validationFraction: holdOut,
		data,
	};
}

/** Which data a run is trained with. */
export function dataOf(faces: Faces): RunConfig["data"] {
	return {
		file: resolve(faces.source),
		sha256: fingerprint(faces),
		faces: faceCount(faces),
	};
}

/** A run of one of the project's models, ready to train. */
export function prepareRun(
	{ model, seed, loss }: RunConfig,
	faces: { training: Faces; validation?: Faces },
	groups: string,
): PreparedRun {
	const network = buildModel(model, { seed });
	// A heatmap starts at the middle of the image by itself.
	if (loss.kind === "squared") startAtMean(network, labelsOf(faces.training));
	return { network, ...faces, groups };
}

function split(
	faces: Faces,
	groups: Int32Array,
	{ validationFraction, seed }: RunConfig,
): { training: Faces; validation?: Faces } {
	if (validationFraction === 0) return { training: faces };
	return splitFaces(faces, { fraction: validationFraction, seed, groups });
}
