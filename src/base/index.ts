export { tryLock } from "./fileLock";
export { makeFolder, type TextFile, withFiles } from "./folder";
export {
	checkOutput,
	ensureFolder,
	explainDisk,
	isSameFile,
	isThere,
	type OutputOptions,
} from "./output";
export { projectFolder, projectVersion } from "./paths";
export {
	createProgress,
	note,
	type Progress,
	type ProgressOptions,
} from "./progress";
export { createRandom, mixSeed, type Random } from "./random";
export { giveTurn, imagesAtOnce } from "./turn";
export {
	removeTemporaries,
	writeAtomically,
	writeTextAtomically,
} from "./writeFile";
