import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../paths";

/** What set-up took out of a TensorFlow wheel, and where it put it. */
export interface TensorflowLibrary {
	/** The wheel's name and version, for example `tensorflow-cpu 2.21.0`. */
	wheel: string;
	/** Absolute paths in the order in which they must be loaded. */
	libraries: string[];
}

/**
 * Finds the TensorFlow that `npm run setup` unpacked into `.cache/tensorflow`.
 * Returns undefined where there is none.
 */
export function findTensorflow(): TensorflowLibrary | undefined {
	const folder = join(projectFolder(), ".cache", "tensorflow");
	const file = join(folder, "wheel.json");
	if (!existsSync(file)) return undefined;
	const { wheel, libraries } = JSON.parse(readFileSync(file, "utf8"));
	return {
		wheel,
		libraries: libraries.map((name: string) => join(folder, name)),
	};
}
