import * as tf from "@tensorflow/tfjs";
import { type Faces, faceCount, splitFaces } from "../dataset";
import { buildModel, MODELS, type ModelName } from "../model";
import {
	HOLD_OUT,
	learningRateAt,
	type PreparedRun,
	prepareRun,
	RECIPES,
	type RunConfig,
	runConfig,
} from "../train";
import type { ComparedFaces } from "./comparison";
import { withCopies } from "./copies";
import type { PublishedSystem } from "./published";

/** Someone to train and to compare, of the faces that are not held out. */
export interface Entrant {
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

/** What more decides the result of an entrant than of another run. */
interface EntrantConfig extends RunConfig {
	/** Share of the faces that is held out for all. */
	heldOut: number;
}

/** What more decides that of a published system. */
type PublishedConfig = EntrantConfig &
	Pick<PublishedSystem, "rows" | "copies" | "keeps" | "outputPixels">;

/**
 * A published system, to be trained as it was published: on its rows, with its
 * copies and its own random split, beginning where Keras begins.
 *
 * @param epochs at most so many. Default as published
 * @throws where the data has no rows for it
 */
export function publishedEntrant(
	system: PublishedSystem,
	compared: ComparedFaces,
	epochs = system.epochs,
): Entrant {
	const { name, title, keeps, copies, validationFraction } = system;
	const { seed } = compared.comparison;
	const rows = compared[system.rows === "all" ? "remaining" : "complete"];
	if (faceCount(rows) < 2)
		throw new Error(
			`reproduce: missing rows: ${compared.comparison.data} has ${faceCount(rows)} for ${name}, which trains on those with all 15 points; expected some more besides the people held out`,
		);
	const config: PublishedConfig = {
		model: system.model,
		seed,
		epochs: Math.min(epochs, system.epochs),
		batchSize: system.batchSize,
		learningRate: system.learningRate,
		schedule: { kind: "constant" },
		optimizer: { kind: "adam" },
		loss: { kind: "squared", units: system.lossUnits },
		patience: system.patience,
		augment: system.augment,
		...{ rows: system.rows, copies, keeps, validationFraction },
		outputPixels: system.outputPixels,
		heldOut: HOLD_OUT,
		data: compared.data,
	};
	return {
		...{ name, title, config, keeps },
		split: () => splitFaces(rows, { fraction: validationFraction, seed }),
		prepare: ({ training, validation }) => ({
			network: publishedNetwork(system, seed),
			training: withCopies(training, copies, seed),
			validation,
			groups: "each row by itself: frames of one person are on both sides",
		}),
	};
}

/**
 * One of the project's own models, trained on all faces that are not held out as
 * its recipe says. None is left to choose an epoch by, so the last counts.
 *
 * @param epochs at most so many. Default the recipe's
 */
export function modelEntrant(
	model: ModelName,
	{ comparison, data, remaining }: ComparedFaces,
	epochs?: number,
): Entrant {
	const { seed, grouping } = comparison;
	const most = Math.min(
		epochs ?? Number.POSITIVE_INFINITY,
		RECIPES[model].epochs,
	);
	const config: EntrantConfig = {
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

/** The model of a published system, untrained; the caller disposes it. */
export function publishedNetwork(
	{ model, outputPixels }: PublishedSystem,
	seed: number,
): tf.LayersModel {
	const network = buildModel(model, { seed });
	if (outputPixels === undefined) return network;
	const scale = tf.layers.rescaling({
		scale: outputPixels,
		offset: 0,
		name: "pixels",
	});
	return tf.model({
		inputs: network.inputs,
		outputs: scale.apply(network.outputs) as tf.SymbolicTensor,
		name: network.name,
	});
}
