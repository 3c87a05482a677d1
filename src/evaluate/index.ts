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
export { readHistory } from "./readHistory";
