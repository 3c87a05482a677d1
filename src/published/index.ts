export {
	type Candidate,
	type CandidateOptions,
	modelCandidate,
	type OwnFaces,
	publishedCandidate,
} from "./candidate";
export {
	type ComparedFaces,
	type Comparison,
	compare,
	type HeldOutMeasures,
	measureHeldOut,
} from "./comparison";
export { type Cells, markdownTable, meanAndRange } from "./markdown";
export { measureCandidate, measureFaces } from "./measureCandidate";
export {
	type OutputUnits,
	type PublishedNetwork,
	type PublishedNetworkName,
	publishedNetwork,
} from "./networks";
export type {
	Assumption,
	OwnValidation,
	PublishedSystem,
	Remark,
	ReportedFigure,
} from "./published";
export {
	type CandidateRecord,
	inOrder,
	keepComparison,
	type MeasuredFaces,
	readComparison,
	readRecords,
} from "./records";
export {
	COMPARED_MODELS,
	type ReproduceOptions,
	reproduce,
	TABLE,
	USUAL,
} from "./reproduce";
export { PUBLISHED } from "./systems";
export { tableText, writeTable } from "./table";
