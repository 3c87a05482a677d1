import { createHash } from "node:crypto";
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { startBackend } from "../../src/backend";
import { createProgram } from "../../src/cli/program";
import { loadFaces, splitFaces } from "../../src/dataset";
import { faceGrid } from "../../src/plot";
import { withRunFolder } from "../../src/run";
import { dataOf, runConfig, trainInto } from "../../src/train";
import { smallNetwork } from "../support/networks";
import { copySample } from "../support/sample";

/** Everything that commands read: data, two runs, a photo. */
export interface Workplace {
	folder: string;
	data: string;
	run: string;
	other: string;
	photo: string;
}

/** Makes a folder with data, two small runs and a photo. */
export async function makeWorkplace(): Promise<Workplace> {
	await startBackend();
	const folder = mkdtempSync(join(tmpdir(), "keypoints-"));
	const data = join(folder, "data");
	await copySample(data);
	const faces = await loadFaces(join(data, "training.csv"));
	const { training, validation } = splitFaces(faces);
	const [run, other] = ["run", "other"].map((name) => join(folder, name));
	for (const [seed, each] of [run, other].entries()) {
		const config = {
			...runConfig("dense-cnn", dataOf(faces), { epochs: 1, seed }),
		};
		const prepare = async () => ({
			...{ network: smallNetwork(), training, validation, groups: "drawn" },
		});
		await withRunFolder(each, () =>
			trainInto(each, config, prepare, { reporter: {} }),
		);
	}
	const photo = join(folder, "photo.png");
	writeFileSync(photo, faceGrid(new Uint8Array(96 * 96)).png);
	return { folder, data, run, other, photo };
}

/** Every file below a folder with its content's hash. */
export function contentsOf(folder: string): Record<string, string> {
	const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
	return Object.fromEntries(
		names
			.filter((name) => statSync(join(folder, name)).isFile())
			.sort()
			.map((name) => [
				name,
				createHash("sha256")
					.update(readFileSync(join(folder, name)))
					.digest("hex"),
			]),
	);
}

/** The commands that do something, by what is typed for them. */
export function allCommands(): Map<string, Command> {
	const found = new Map<string, Command>();
	const visit = (command: Command, path: string[]) => {
		// One with subcommands of its own may do something as well.
		const does = "_actionHandler" in command && command._actionHandler;
		if (does) found.set(path.join(" "), command);
		for (const each of command.commands) visit(each, [...path, each.name()]);
	};
	visit(createProgram(), []);
	return found;
}
