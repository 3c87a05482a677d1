// Faces

export { type FaceGridOptions, faceGrid } from "./faceGrid";
export { type NamedPointsOptions, namedPoints } from "./namedPoints";
export { type TitledFace, titledFaces } from "./titledFaces";

// Charts

export { type Bar, type BarChart, barChart } from "./barChart";
export { type Line, type LineChart, lineChart } from "./lineChart";
export { liveCurve } from "./liveCurve";
export { lossCurve } from "./lossCurve";

// Data

export { labelDensity } from "./labelDensity";
export { missingLabels } from "./missingLabels";

// Errors

export { errorDistribution } from "./errorDistribution";
export { pointErrors } from "./pointErrors";
export { predictedAgainstTrue } from "./predictedAgainstTrue";

// Showing and keeping them

export type { Figure } from "./figure";
export type { PlotlyFigure } from "./plotly";
export { checkFigureName, saveFigure } from "./save";
export { type ShowOptions, showFigure } from "./show";
