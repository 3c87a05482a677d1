import type * as tf from "@tensorflow/tfjs";
import { buildCnn, buildDenseCnn, type ModelOptions } from "./cnn";
import { buildKeypointNet } from "./keypointNet";
import { buildResNet } from "./resnet";

/** A model that the command line can train. */
export interface ModelEntry {
	build: (options?: ModelOptions) => tf.LayersModel;
	/** One line for people. */
	summary: string;
}

/** The project's models by the name that the command line and a run's files use. */
export const MODELS = {
	cnn: {
		build: buildCnn,
		summary: "three convolutions with batch norm and dropout, one dense layer",
	},
	"dense-cnn": {
		build: buildDenseCnn,
		summary: "four convolutions, two dense layers, normalised coordinates",
	},
	resnet: {
		build: buildResNet,
		summary: "a stem and two stages of three residual blocks, two dense layers",
	},
	"keypoint-slim": {
		build: (options) => buildKeypointNet({ ...options, size: "slim" }),
		summary:
			"a heatmap a point from a residual pyramid, half a million weights",
	},
	"keypoint-full": {
		build: (options) => buildKeypointNet({ ...options, size: "full" }),
		summary: "the same, wider",
	},
} satisfies Record<string, ModelEntry>;

export type ModelName = keyof typeof MODELS;

/**
 * Builds one of the project's models by name. The caller disposes it.
 *
 * @throws where there is no model of that name
 */
export function buildModel(
	name: string,
	options: ModelOptions = {},
): tf.LayersModel {
	if (!Object.hasOwn(MODELS, name))
		throw new Error(
			`buildModel: unknown model: ${name}; expected one of ${Object.keys(MODELS).join(", ")}`,
		);
	return MODELS[name as ModelName].build(options);
}
