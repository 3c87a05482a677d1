import { augmentFaces } from "../augment";
import { type Faces, faceCount, selectFaces, splitFaces } from "../dataset";
import { MODELS, type ModelName } from "../model";
import { learningRateAt, RECIPES, type RunConfig } from "../run";
import { HOLD_OUT, type PreparedRun, prepareRun, runConfig } from "../train";
import type { ComparedFaces } from "./comparison";
import { joinFaces } from "./joinFaces";
import { publishedNetwork } from "./networks";
import type { OwnValidation, PublishedSystem } from "./published";

/** Someone to train and to compare, of the faces that are not held out. */
export interface Candidate {
	name: string;
	/** One line for people. */
	title: string;
	config: RunConfig;
	/** Whose weights are measured: those of its best epoch on its own validation faces, or of the last. */
	keeps: "best" | "last";
	/** The faces that it trains on, and those that it validates on, if any. */
	split(): OwnFaces;
	/** Its untrained model, and what that is trained on: the faces with their copies. */
	prepare(faces: OwnFaces): PreparedRun;
}

export interface OwnFaces {
	training: Faces;
	validation?: Faces;
}

/** What more decides the result of a candidate than of another run. */
interface CandidateConfig extends RunConfig {
	/** Share of the faces that is held out for all. */
	heldOut: number;
}

/** What more decides that of a published system. */
type PublishedConfig = CandidateConfig &
	Pick<PublishedSystem, "rows" | "validation" | "copies" | "keeps" | "units">;

export interface CandidateOptions {
	/** Decides all that is random in training, not who is held out. Default that of the comparison. */
	seed?: number;
	/** At most so many epochs. Default as published, or the recipe's. */
	epochs?: number;
}

/**
 * A published system, to be trained as it was published: on its rows, with its
 * copies and its own split, beginning where Keras begins. Which rows it validates
 * on follows from the comparison alone, so that runs with several seeds differ in
 * training only.
 *
 * @throws where the data has no rows for it
 */
export function publishedCandidate(
	system: PublishedSystem,
	compared: ComparedFaces,
	options: CandidateOptions = {},
): Candidate {
	const { name, title, keeps, copies, validation, units } = system;
	const { seed = compared.comparison.seed, epochs = system.epochs } = options;
	const rows = compared[system.rows === "all" ? "remaining" : "complete"];
	if (faceCount(rows) < 2)
		throw new Error(
			`reproduce: missing rows: ${compared.comparison.data} has ${faceCount(rows)} for ${name}, which trains on those with all 15 points; expected some more besides the people held out`,
		);
	const config: PublishedConfig = {
		model: system.network,
		seed,
		epochs: Math.min(epochs, system.epochs),
		batchSize: system.batchSize,
		learningRate: system.learningRate,
		schedule: { kind: "constant" },
		optimizer: system.optimizer,
		loss: { kind: "squared", units: units.pixels },
		augment: system.augment,
		...{ rows: system.rows, validation, copies, keeps, units },
		validationFraction: validation?.fraction ?? 0,
		heldOut: HOLD_OUT,
		data: compared.data,
	};
	return {
		...{ name, title, config, keeps },
		split: () => splitOwn(rows, validation, compared.comparison.seed),
		prepare: (own) => ({
			network: publishedNetwork(system, seed),
			training: withCopies(own.training, system, seed),
			validation: own.validation,
			groups: "each row by itself: frames of one person are on both sides",
		}),
	};
}

function splitOwn(
	rows: Faces,
	validation: OwnValidation | undefined,
	seed: number,
): OwnFaces {
	if (!validation) return { training: rows };
	const { fraction, taken } = validation;
	if (taken === "at random") return splitFaces(rows, { fraction, seed });
	const all = Array.from({ length: faceCount(rows) }, (_, i) => i);
	// As Keras rounds, but for the one row that each side needs.
	const kept = Math.max(1, Math.floor(all.length * (1 - fraction)));
	return {
		training: selectFaces(rows, all.slice(0, kept)),
		validation: selectFaces(rows, all.slice(kept)),
	};
}

/** The faces, followed by a changed copy of all of them for each pipeline. */
function withCopies(
	faces: Faces,
	{ copies }: Pick<PublishedSystem, "copies">,
	seed: number,
): Faces {
	return joinFaces([
		faces,
		...copies.map((pipeline, copy) =>
			augmentFaces(faces, pipeline, { seed, epoch: copy }),
		),
	]);
}

/**
 * One of the project's own models, trained on all faces that are not held out as
 * its recipe says. None is left to choose an epoch by, so the last counts.
 */
export function modelCandidate(
	model: ModelName,
	{ comparison, data, remaining }: ComparedFaces,
	options: CandidateOptions = {},
): Candidate {
	const { grouping } = comparison;
	const { seed = comparison.seed } = options;
	const { epochs = Number.POSITIVE_INFINITY } = options;
	const most = Math.min(epochs, RECIPES[model].epochs);
	const config: CandidateConfig = {
		...runConfig(model, data, { seed, epochs: most, holdOut: 0 }),
		heldOut: HOLD_OUT,
	};
	// Too few epochs for its schedule should not show after hours of others.
	learningRateAt(config.schedule, config.learningRate, 0, most);
	return {
		name: model,
		title: MODELS[model].summary,
		config,
		keeps: "best", // it validates on nobody: that is the last, corrected
		split: () => ({ training: remaining }),
		prepare: (faces) => prepareRun(config, faces, grouping),
	};
}
