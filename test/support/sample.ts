import { createHash } from "node:crypto";
import {
	cpSync,
	existsSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
} from "node:fs";
import { join } from "node:path";
import { projectFolder } from "../../src/base";
import { writeSample } from "../../src/drawn";

/** How many faces {@link copySample} gives. */
export const SAMPLE = { trainingCount: 60, testCount: 12 };

/**
 * Puts drawn faces into a folder that is not there yet. They are drawn once, which
 * takes seconds, and then copied, for as long as nothing is compiled that may have a
 * part in it; tests of the drawing itself draw by themselves.
 */
export async function copySample(folder: string): Promise<void> {
	const cache = join(projectFolder(), ".cache", "tests");
	const name = `sample-${madeOf()}`;
	if (!existsSync(join(cache, name))) {
		// Files are tested in several processes, of which the first to end wins.
		const own = join(cache, `drawn-${process.pid}`);
		await writeSample(own, SAMPLE);
		if (!existsSync(join(cache, name))) renameSync(own, join(cache, name));
		rmSync(own, { recursive: true, force: true });
		for (const other of readdirSync(cache))
			if (/^sample-/.test(other) && other !== name)
				rmSync(join(cache, other), { recursive: true, force: true });
	}
	cpSync(join(cache, name), folder, { recursive: true });
}

/** Changes whenever what draws faces and writes them does. */
function madeOf(): string {
	const hash = createHash("sha256").update(JSON.stringify(SAMPLE));
	for (const room of ["base", "face", "dataset", "drawn"]) {
		const folder = join(projectFolder(), "dist", "src", room);
		for (const file of readdirSync(folder).sort())
			if (file.endsWith(".js")) hash.update(readFileSync(join(folder, file)));
	}
	return hash.digest("hex").slice(0, 16);
}
