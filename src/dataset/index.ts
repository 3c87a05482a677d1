// What a face is

export * from "./keypoints";
export * from "./labelled";
export * from "./labelSource";

// Faces in memory, and their labels as a DataFrame

export * from "./checkFaces";
export * from "./faces";
export * from "./fingerprint";
export * from "./frame";
export { forgetLabels, SOURCE_A_SHARE } from "./gaps";
export * from "./meanFace";
export * from "./missing";
export * from "./plausible";

// Files: what they hold, where they are, whether they are sound

export { HIGHEST_COORDINATE, LOWEST_COORDINATE } from "./cells";
export * from "./check";
export { makeFolder, type TextFile, withFiles } from "./folder";
export { formatLabel, TRAINING_HEADER } from "./header";
export * from "./load";
export * from "./locate";
export * from "./lookup";
export { readTable, type TableRow } from "./table";
export * from "./testFaces";

// The competition's files from Kaggle, and any file from elsewhere

export {
	COMPETITION_FILES,
	COMPETITION_PAGE,
	type CompetitionFile,
} from "./download/competition";
export { type Credentials, findCredentials } from "./download/credentials";
export {
	type DownloadedFile,
	type DownloadOptions,
	downloadCompetition,
} from "./download/download";
export { explainWriting, type Service } from "./download/failures";
export { type FetchRequest, fetchFile } from "./download/fetchFile";
export { discardPartial } from "./download/partial";

// Who is who, and splitting without one person on both sides

export * from "./groups";
export * from "./likeness";
export * from "./split";

// Drawn faces in the competition's formats

export {
	SAMPLE_VERSION,
	type SampleOptions,
	writeSample,
} from "./drawn/write";

// Tools for all rooms

export * from "./output";
export * from "./progress";
export * from "./random";
export * from "./writeFile";
