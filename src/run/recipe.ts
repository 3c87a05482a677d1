import { type Pipeline, PRESETS } from "../augment";
import type { ModelName, TestTimeAugmentation } from "../model";
import type { Loss } from "./lossConfig";
import type { OptimizerConfig } from "./optimizerConfig";
import type { Schedule } from "./schedule";

/** How a model is trained unless told otherwise. */
export interface Recipe {
	epochs: number;
	batchSize: number;
	/** Highest learning rate. */
	learningRate: number;
	schedule: Schedule;
	optimizer: OptimizerConfig;
	loss: Loss;
	/** Epochs without a lower validation error after which training ends; absent where the schedule should come to its end. */
	patience?: number;
	augment?: Pipeline;
	/** Decay of the weights' moving average; absent where the weights themselves are kept. */
	averageDecay?: number;
	/** Whether predictions are averaged with those of the mirror image. */
	flipAverage?: true;
	/** Whether they are averaged with those of a close-up. */
	closeUpAverage?: true;
}

/** What a model that was trained by a recipe averages when it predicts. */
export function predictionOf(recipe: Recipe): TestTimeAugmentation {
	return { flip: recipe.flipAverage, closeUp: recipe.closeUpAverage };
}

const REGRESSION: Recipe = {
	epochs: 40,
	batchSize: 64,
	learningRate: 1e-3,
	schedule: { kind: "constant" },
	optimizer: { kind: "adam" },
	loss: { kind: "squared", units: "pixels" },
	patience: 10,
};

const HEATMAPS: Recipe = {
	epochs: 60,
	batchSize: 32,
	learningRate: 2e-3,
	schedule: { kind: "cosine", warmupEpochs: 1, finalFactor: 0.01 },
	optimizer: { kind: "adamw", weightDecay: 0.05 },
	loss: { kind: "heatmap" },
	augment: PRESETS.medium,
	averageDecay: 0.998,
	flipAverage: true,
	closeUpAverage: true,
};

/** The recipe of each of the project's models. */
export const RECIPES: Record<ModelName, Recipe> = {
	cnn: REGRESSION,
	"dense-cnn": {
		...REGRESSION,
		loss: { kind: "squared", units: "normalised" },
	},
	resnet: { ...REGRESSION, learningRate: 3e-4 },
	"keypoint-slim": HEATMAPS,
	"keypoint-full": HEATMAPS,
};
