import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../src/base";
import { chromiumPath } from "./chromium";

/** The model that the app serves where no run is named. */
export const model = join(projectFolder(), "models", "slim");

const hasModel = existsSync(join(model, "run.json"));

/** A group of tests that need the shipped model; skipped where it is not there. */
export function describeWithModel(
	title: string,
	tests: (this: Mocha.Suite) => void,
): void {
	if (hasModel) describe(title, tests);
	else describe.skip(`${title} (skipped: no models/slim)`, tests);
}

/** The same of those that need a browser besides. */
export function describeInChromium(
	title: string,
	tests: (this: Mocha.Suite) => void,
): void {
	if (chromiumPath) describeWithModel(`${title} @slow`, tests);
	else describe.skip(`${title} @slow (skipped: no Chromium in PATH)`, tests);
}
