export {
	BACKEND_NAMES,
	type Backend,
	type BackendName,
	startBackend,
} from "./backend";
export { projectFolder, projectVersion } from "./paths";
export { randomUniform } from "./random";
