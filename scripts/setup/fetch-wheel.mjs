import { rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { toolFailure } from "./failures.mjs";
import { folderMegabytes } from "./folder-size.mjs";
import { folders, project, venvPython } from "./paths.mjs";
import { runTool } from "./tool.mjs";

/**
 * Fetches a wheel with pip, checks its sum, and puts what is taken of it into a
 * folder, under the names that it has in the wheel.
 *
 * @param {import("./wheels.mjs").Wheel} wheel
 * @param {string} destination
 * @param {(note: string) => void} progress
 */
export async function fetchWheel(wheel, destination, progress) {
	await mkdir(folders.temp, { recursive: true });
	const temp = await mkdtemp(join(folders.temp, "wheel-"));
	const stopDownload = watch(temp, (megabytes) =>
		progress(
			`${Math.min(megabytes, wheel.megabytes)} of ${wheel.megabytes} MB downloaded`,
		),
	);
	try {
		await download(wheel, temp);
	} finally {
		stopDownload();
	}
	const before = await folderMegabytes(destination);
	const stopUnpacking = watch(destination, (megabytes) => {
		// What a set-up left that was cut off shrinks first.
		const more = Math.max(0, Math.min(megabytes - before, wheel.unpacked));
		progress(`${more} of ${wheel.unpacked} MB unpacked`);
	});
	try {
		await unpack(wheel, temp, destination);
	} finally {
		stopUnpacking();
	}
	rmSync(temp, { recursive: true, force: true });
}

/**
 * @param {import("./wheels.mjs").Wheel} wheel
 * @param {string} temp
 */
async function download({ name, version, tag, sha256 }, temp) {
	const list = join(temp, "wheel.txt");
	writeFileSync(list, `${name}==${version} --hash=sha256:${sha256}\n`);
	const result = await runTool(
		[
			...[venvPython(), "-m", "pip", "download", "--requirement", list],
			...["--require-hashes", "--no-deps", "--only-binary=:all:"],
			...["--python-version", "3.12", "--platform", tag],
			...["--no-cache-dir", "--retries", "1", "--progress-bar", "off"],
			...["--dest", temp],
		],
		{ env: { TMPDIR: temp, TEMP: temp, TMP: temp } },
	);
	if (result.code !== 0) throw toolFailure(`the download of ${name}`, result);
}

/**
 * @param {import("./wheels.mjs").Wheel} wheel
 * @param {string} temp
 * @param {string} destination
 */
async function unpack({ name, take }, temp, destination) {
	const script = join(project, "scripts", "python", "unpack_wheel.py");
	const command = [venvPython(), script, temp, destination, ...take];
	const result = await runTool(command);
	if (result.code !== 0) throw toolFailure(`the unpacking of ${name}`, result);
}

/**
 * Tells twice a second how many megabytes a folder holds, until it is stopped.
 *
 * @param {string} folder
 * @param {(megabytes: number) => void} tell
 */
function watch(folder, tell) {
	let watching = true;
	const timer = setInterval(async () => {
		const megabytes = await folderMegabytes(folder);
		// The work may have ended while the files were looked at.
		if (watching) tell(megabytes);
	}, 500);
	return () => {
		watching = false;
		clearInterval(timer);
	};
}
