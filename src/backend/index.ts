export {
	BACKEND_NAMES,
	type Backend,
	type BackendName,
	type BackendReport,
	listBackends,
	startBackend,
} from "./backend";
export { projectFolder, projectVersion } from "./paths";
export { randomUniform } from "./random";
