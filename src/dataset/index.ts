export { isZip } from "./archive";
export { checkData, type DataReport, formatDataReport } from "./check";
export { checkFaces, type FaceParts } from "./checkFaces";
export {
	type Faces,
	faceCount,
	type LabelledFaces,
	labelsOf,
	selectFaces,
} from "./faces";
export { fingerprint } from "./fingerprint";
export {
	createFrame,
	type DataFrame,
	frameOfRows,
	frameValues,
	fromFrame,
	toFrame,
	warmFrames,
} from "./frame";
export { forgetLabels, SOURCE_A_SHARE } from "./gaps";
export { groupByLikeness, groupsOf, loadGroups, readGroups } from "./groups";
export { formatLabel, TRAINING_HEADER } from "./header";
export { labelledCount, labelledFaces } from "./labelled";
export { type LoadOptions, loadFaces } from "./load";
export {
	type DataFiles,
	dataFiles,
	findFile,
	locateData,
	youTubeFacesFolder,
} from "./locate";
export { type LookupRow, type LookupTable, loadLookupTable } from "./lookup";
export {
	completeRows,
	dropMissing,
	type FillMethod,
	fillMissing,
	missingTable,
} from "./missing";
export { checkPlausible } from "./plausible";
export { type SplitOptions, splitFaces } from "./split";
export { readTable, type TableRow } from "./table";
export { loadTestFaces } from "./testFaces";
