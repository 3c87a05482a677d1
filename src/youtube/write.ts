import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { withFiles } from "../base";
import { formatLabel, TRAINING_HEADER } from "../dataset";
import { COORDINATE_NAMES, IMAGE_SIZE } from "../face";
import { type PictureFormat, toPng } from "./picture";
import type { FacesPlan, PlannedFace } from "./plan";

/** Gives the image of a face, as `cutFace` cuts it. */
export type Cut = (face: PlannedFace) => Promise<Uint8Array>;

/** Where the image of a row goes: into a cell, or into a file that the cell names. */
type Keep = (
	kind: "training" | "test",
	number: number,
	face: PlannedFace,
) => Promise<string>;

/** Whether images are what the competition's files hold, and what models of this project take. */
export function isCompetitionFormat({ size, colour }: PictureFormat): boolean {
	return size === IMAGE_SIZE && !colour;
}

/**
 * Writes faces as the competition's files: `training.csv`, `test.csv`,
 * `IdLookupTable.csv`, `SampleSubmission.csv`; and `training_groups.csv` with the
 * person of each training row, and `test_labels.csv` with person and labels of
 * each test image. Images of another size, or in colour, become PNG files below
 * `training/` and `test/`, which `training_pictures.csv` and `test_pictures.csv`
 * name in place of the pixels; labels are in pixels of the image.
 *
 * @param folder an empty folder
 */
export async function writeFaces(
	folder: string,
	plan: FacesPlan,
	cut: Cut,
	format: PictureFormat,
): Promise<void> {
	const plain = isCompetitionFormat(format);
	if (!plain)
		for (const kind of ["training", "test"]) await mkdir(join(folder, kind));
	const keep: Keep = plain
		? async (_kind, _number, face) => (await cut(face)).join(" ")
		: async (kind, number, face) => {
				const file = `${kind}/${number}.png`;
				await writeFile(
					join(folder, file),
					await toPng(await cut(face), format),
				);
				return file;
			};
	await writeTraining(folder, plan.training, keep, format);
	await writeTest(folder, plan.test, keep, format);
}

async function writeTraining(
	folder: string,
	faces: PlannedFace[],
	keep: Keep,
	format: PictureFormat,
): Promise<void> {
	const plain = isCompetitionFormat(format);
	const names = [
		`training${plain ? "" : "_pictures"}.csv`,
		"training_groups.csv",
	];
	await withFiles(folder, names, async (table, groups) => {
		await table.write(
			plain ? TRAINING_HEADER : TRAINING_HEADER.replace(/Image\n$/, "File\n"),
		);
		await groups.write("Row,Group\n");
		for (const [i, face] of faces.entries()) {
			const image = await keep("training", i + 1, face);
			await table.write(`${cells(face, format)},${image}\n`);
			await groups.write(`${i + 1},${face.group}\n`);
		}
	});
}

async function writeTest(
	folder: string,
	faces: PlannedFace[],
	keep: Keep,
	format: PictureFormat,
): Promise<void> {
	const plain = isCompetitionFormat(format);
	const names = [
		`test${plain ? "" : "_pictures"}.csv`,
		"test_labels.csv",
		"IdLookupTable.csv",
		"SampleSubmission.csv",
	];
	await withFiles(folder, names, async (table, labels, lookup, sample) => {
		await table.write(`ImageId,${plain ? "Image" : "File"}\n`);
		await labels.write(`ImageId,Group,${COORDINATE_NAMES.join(",")}\n`);
		await lookup.write("RowId,ImageId,FeatureName,Location\n");
		await sample.write("RowId,Location\n");
		let rowId = 0;
		for (const [i, face] of faces.entries()) {
			const id = i + 1;
			await table.write(`${id},${await keep("test", id, face)}\n`);
			await labels.write(`${id},${face.group},${cells(face, format)}\n`);
			for (const [j, label] of face.labels.entries()) {
				if (Number.isNaN(label)) continue;
				rowId++;
				await lookup.write(`${rowId},${id},${COORDINATE_NAMES[j]},\n`);
				await sample.write(`${rowId},0\n`);
			}
		}
	});
}

function cells({ labels }: PlannedFace, { size }: PictureFormat): string {
	return labels
		.map((label) => formatLabel(((label + 0.5) * size) / IMAGE_SIZE - 0.5))
		.join(",");
}
