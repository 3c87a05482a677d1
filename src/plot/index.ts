export { type FaceGridOptions, faceGrid } from "./faceGrid";
export type { Figure } from "./figure";
export { type Line, type LineChart, lineChart } from "./lineChart";
export { lossCurve } from "./lossCurve";
export { saveFigure } from "./save";
export { showFigure } from "./show";
