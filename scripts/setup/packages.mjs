import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { toolFailure } from "./failures.mjs";
import { folders, npmCommand, project } from "./paths.mjs";
import { hashFile, stampSays, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const stamp = join(folders.modules, ".facial-keypoints.json");

const madeFrom = () => ({
	lock: hashFile(join(project, "package-lock.json")),
	node: process.versions.node.split(".")[0],
	platform: `${process.platform}-${process.arch}`,
});

/**
 * The packages of package-lock.json, without running any install script.
 *
 * @type {import("./set-up.mjs").Step}
 */
export const packages = {
	name: "packages",
	title: "npm packages",
	after: [],
	bytes: 800e6,

	isDone: () => stampSays(stamp, madeFrom()),

	async run(progress) {
		rmSync(stamp, { force: true });
		const total = countPackages();
		let fetched = 0;
		const result = await runTool(
			[
				...npmCommand(),
				"ci",
				"--ignore-scripts",
				"--include=dev",
				"--include=optional",
				"--no-audit",
				"--no-fund",
				"--no-update-notifier",
				"--loglevel=http",
				`--cache=${join(folders.cache, "npm")}`,
			],
			{
				onLine(line) {
					if (!/^npm http (fetch|cache) .*\.tgz/.test(line)) return;
					fetched++;
					progress(`${fetched} of ${total} fetched`);
				},
			},
		);
		if (result.code !== 0) throw toolFailure("npm ci", result);
		writeStamp(stamp, madeFrom());
		return `${total} packages`;
	},
};

/** The packages that npm fetches here: those for other platforms it leaves. */
function countPackages() {
	const lock = JSON.parse(
		readFileSync(join(project, "package-lock.json"), "utf8"),
	);
	/**
	 * @param {string[] | undefined} list
	 * @param {string} value
	 */
	const fits = (list, value) => !list || list.includes(value);
	return Object.entries(lock.packages).filter(
		([path, entry]) =>
			path.includes("node_modules/") &&
			!entry.link &&
			fits(entry.os, process.platform) &&
			fits(entry.cpu, process.arch),
	).length;
}
