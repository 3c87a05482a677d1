import type * as tf from "@tensorflow/tfjs";
import { buildCnn, buildDenseCnn, type ModelOptions } from "./cnn";
import { buildResNet } from "./resnet";

/** What training uses for a model unless told otherwise. */
export interface Recipe {
	epochs: number;
	learningRate: number;
	/** Units of the squared error. */
	lossUnits: "pixels" | "normalised";
}

/** A model that the command line can train. */
export interface ModelEntry {
	build: (options?: ModelOptions) => tf.LayersModel;
	/** One line for people. */
	summary: string;
	recipe: Recipe;
}

/** The project's models by the name that the command line and a run's files use. */
export const MODELS = {
	cnn: {
		build: buildCnn,
		summary: "three convolutions with batch norm and dropout, one dense layer",
		recipe: { epochs: 40, learningRate: 1e-3, lossUnits: "pixels" },
	},
	"dense-cnn": {
		build: buildDenseCnn,
		summary: "four convolutions, two dense layers, normalised coordinates",
		recipe: { epochs: 40, learningRate: 1e-3, lossUnits: "normalised" },
	},
	resnet: {
		build: buildResNet,
		summary: "a stem and two stages of three residual blocks, two dense layers",
		recipe: { epochs: 40, learningRate: 3e-4, lossUnits: "pixels" },
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
