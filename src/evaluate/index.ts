export {
	type Evaluation,
	evaluateRun,
	measureSources,
	openRun,
	predictRun,
	type RunPrediction,
	type TrainedRun,
} from "./evaluateRun";
export { formatEvaluation, formatRows } from "./format";
export { readHistory } from "./readHistory";
