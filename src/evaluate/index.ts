export {
	type Evaluation,
	evaluateRun,
	measureSources,
	predictRun,
	type RunPrediction,
} from "./evaluateRun";
export { formatEvaluation, formatRows } from "./format";
export { readHistory } from "./readHistory";
