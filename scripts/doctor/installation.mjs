import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../setup/compile.mjs";
import { links } from "../setup/links.mjs";
import { packages } from "../setup/packages.mjs";
import { folders, kernelHome, project } from "../setup/paths.mjs";
import { bad, good, poor, SET_UP } from "./finding.mjs";

/** The npm packages, each by its presence. */
export function checkPackages() {
	const name = "Packages";
	if (!existsSync(folders.modules))
		return bad(name, "node_modules is missing", SET_UP);
	const wanted = [project, kernelHome].flatMap((folder) => {
		const text = readFileSync(join(folder, "package.json"), "utf8");
		return Object.keys(JSON.parse(text).dependencies);
	});
	const missing = wanted.filter(
		(each) => !existsSync(join(folders.modules, each, "package.json")),
	);
	if (missing.length)
		return bad(
			name,
			`${missing.join(", ")} missing in node_modules`,
			`rm -rf node_modules && ${SET_UP}`,
		);
	if (!packages.isDone())
		return poor(
			name,
			"node_modules is not of this package-lock.json and this Node",
			SET_UP,
		);
	return good(name, `${wanted.length} in node_modules, with what they need`);
}

/** The library, compiled, and where notebooks and npx look for it. */
export function checkLibrary() {
	const name = "Library";
	if (!existsSync(join(folders.dist, "src", "cli", "main.js")))
		return bad(name, "dist is missing: the source is not compiled", SET_UP);
	if (!existsSync(folders.modules) || !links.isDone())
		return bad(
			name,
			"node_modules has no link to it: notebooks and npx do not find it",
			SET_UP,
		);
	if (!compile.isDone())
		return poor(
			name,
			"dist is older than the source, or the source has errors of type",
			SET_UP,
		);
	return good(name, "compiled, and found by notebooks and npx");
}
