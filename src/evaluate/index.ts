export {
	type Evaluation,
	evaluateRun,
	openRun,
	type TrainedRun,
} from "./evaluateRun";
export { formatEvaluation, formatRows } from "./format";
