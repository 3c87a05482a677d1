export {
	BACKEND_NAMES,
	type Backend,
	type BackendName,
	startBackend,
} from "./backend";
export { projectFolder } from "./paths";
export { randomUniform } from "./random";
