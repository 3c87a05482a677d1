// What was published

export { type CopyName, withCopies } from "./copies";
export type { PublishedSystem, ReportedFigure } from "./published";
export { PUBLISHED } from "./systems";

// Training it on the faces that are there

export {
	type ComparedFaces,
	type Comparison,
	compare,
	type HeldOutMeasures,
} from "./comparison";
export {
	type Entrant,
	modelEntrant,
	type OwnFaces,
	publishedEntrant,
	publishedNetwork,
} from "./entrant";
export {
	COMPARED_MODELS,
	type ReproduceOptions,
	reproduce,
	USUAL,
} from "./reproduce";

// What it came to

export { type EntrantRecord, readComparison, readRecords } from "./records";
export { tableText, writeTable } from "./table";
