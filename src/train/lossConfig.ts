import type { HeatmapLoss } from "./heatmapLoss";
import type { LossUnits } from "./loss";

/** What training makes small; plain data, so that a run can save it. */
export type Loss =
	/** The masked mean squared error. */
	{ kind: "squared"; units?: LossUnits } | HeatmapLoss;
