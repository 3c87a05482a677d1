/** The units in which the squared error is taken: pixels, half image widths, or so many pixels. */
export type LossUnits = "pixels" | "normalised" | number;

/** The loss of a heatmap network; plain data, so that a run can save it. */
export interface HeatmapLoss {
	kind: "heatmap";
	/** Errors below this many pixels count squared, those above by their size. Default 1. */
	betaPixels?: number;
	/** Weight of the heatmaps' divergence from a Gaussian at the label. Default 1. */
	divergenceWeight?: number;
	/** Width of that Gaussian in pixels. Default 2: one cell of 48. */
	sigmaPixels?: number;
	/** Share of the epochs, at the end, in which the plain squared error is trained, which the competition measures. Default 0.2. */
	squaredShare?: number;
}

/** What training makes small; plain data, so that a run can save it. */
export type Loss =
	/** The masked mean squared error. */
	{ kind: "squared"; units?: LossUnits } | HeatmapLoss;
