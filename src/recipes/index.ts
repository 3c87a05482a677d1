// What was published

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
export { PUBLISHED } from "./systems";

// Training it on the faces that are there

export {
	type ComparedFaces,
	type Comparison,
	compare,
	type HeldOutMeasures,
	measureHeldOut,
} from "./comparison";
export {
	type Entrant,
	type EntrantOptions,
	modelEntrant,
	type OwnFaces,
	publishedEntrant,
} from "./entrant";
export { measureEntrant, measureFaces } from "./measureEntrant";
export {
	COMPARED_MODELS,
	type ReproduceOptions,
	reproduce,
	TABLE,
	USUAL,
} from "./reproduce";

// What it came to

export { type Cells, markdownTable, meanAndRange } from "./markdown";
export {
	type EntrantRecord,
	inOrder,
	keepComparison,
	type MeasuredFaces,
	readComparison,
	readRecords,
} from "./records";
export { tableText, writeTable } from "./table";
