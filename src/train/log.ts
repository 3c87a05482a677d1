import { join } from "node:path";
import { writeTextAtomically } from "../base";
import type { EpochRecord } from "../run";

const COLUMNS = [
	"epoch",
	"loss",
	"rmsePixels",
	"validationRmsePixels",
	"learningRate",
	"imagesPerSecond",
	"seconds",
] as const satisfies readonly (keyof EpochRecord)[];

/** Writes the history of a run as `log.csv` in a folder: a row an epoch, blank where there is no value. */
export function writeLog(
	folder: string,
	history: readonly EpochRecord[],
): Promise<void> {
	const rows = history.map((record) =>
		COLUMNS.map((name) => record[name] ?? "").join(","),
	);
	return writeTextAtomically(
		join(folder, "log.csv"),
		`${[COLUMNS.join(","), ...rows].join("\n")}\n`,
	);
}
