export {
	type Evaluation,
	evaluateRun,
	measureSources,
	predictRun,
	type RunPrediction,
} from "./evaluateRun";
export {
	evaluateTest,
	intervalByPerson,
	type TestEvaluation,
} from "./evaluateTest";
export { formatEvaluation, formatRows, formatTest } from "./format";
export {
	type BootstrapOptions,
	type Difference,
	pairedBootstrap,
} from "./pairedBootstrap";
export { type PersonErrors, personErrors, rmseOf } from "./personErrors";
export { predictLabelled } from "./predictLabelled";
export { readHistory } from "./readHistory";
export { seedDifference } from "./seedDifference";
