import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { projectFolder } from "../base";

/** Where the files of a data set are. */
export interface DataFiles {
	/** In words: which data it is, and why this. */
	origin: string;
	/** Faces with labels. */
	training: string;
	/** Faces to predict, without labels. */
	test?: string;
	/** What to predict of them. */
	lookup?: string;
	/** The person of each training row. */
	groups?: string;
	/** Labels and persons of the faces to predict, where they are given. */
	testLabels?: string;
}

/** The files on disk that a data set is read from: an archive counts for what is in it. */
export function dataFiles({
	training,
	test,
	lookup,
	groups,
}: DataFiles): string[] {
	return [training, test, lookup, groups]
		.filter((path): path is string => path !== undefined)
		.map((path) => {
			let file = path;
			while (!existsSync(file) && dirname(file) !== file) file = dirname(file);
			return file;
		});
}

const PACKINGS = ["", ".gz", ".zip"];
const LOOKUP_STEMS = ["IdLookupTable", "submissionFileFormat"];
const FETCH = "`npx keypoints data download` fetches the competition's files";
/** The name of Kaggle's download of everything. */
const DOWNLOAD = /^facial-keypoints-detection.*\.zip$/i;

/**
 * Finds the data: the path that is given (a folder or a file), else the one in
 * `KEYPOINTS_DATA`, else the project's own `data/` where it holds a training
 * file, else {@link youTubeFacesFolder} where it does, else the drawn sample of
 * `npm run setup`.
 *
 * In a folder the competition's names count, plain or packed as .gz or .zip:
 * `training.csv`, `test.csv`, `IdLookupTable.csv` (once
 * `submissionFileFormat.csv`), `training_groups.csv`, `test_labels.csv`; or Kaggle's
 * `facial-keypoints-detection.zip` as it was downloaded. A file of another name
 * is a training file; a test file or table beside one of the competition's
 * names goes with it.
 *
 * @throws where there is no training file, with what was looked for and where
 */
export function locateData(path?: string): DataFiles {
	if (path !== undefined && path !== "")
		return locateAt(path, `${path}, as asked for`);
	const variable = process.env.KEYPOINTS_DATA;
	if (variable) return locateAt(variable, `${variable}, from KEYPOINTS_DATA`);
	const project = projectFolder();
	const none = `since ${join(project, "data")} has no training file${aloneIn(join(project, "data"))}`;
	const places = [
		{ folder: join(project, "data"), why: "the project's data folder" },
		{ folder: youTubeFacesFolder(), why: `YouTube Faces, ${none}` },
		{
			folder: join(project, ".cache", "sample"),
			why: `the drawn sample, ${none}`,
		},
	];
	for (const { folder, why } of places) {
		const files = searchFolder(folder, `${folder}, ${why}`);
		if (files) return files;
	}
	throw new Error(
		`locateData: missing data: no ${candidates(["training"]).join(", ")} in ${places.map(({ folder }) => folder).join(" or ")}; expected the competition's files in data/ (${FETCH}, and with --set youtube-faces others, without an account; see data/README.md), a path given as --data or KEYPOINTS_DATA, or the sample that \`npm run setup\` draws`,
	);
}

/** Where the faces of `keypoints data download --set youtube-faces` lie unless told otherwise. */
export function youTubeFacesFolder(): string {
	return join(projectFolder(), "data", "youtube-faces");
}

function locateAt(path: string, origin: string): DataFiles {
	const found = statSync(path, { throwIfNoEntry: false });
	if (!found)
		throw new Error(
			`locateData: missing data: ${origin}: there is no such file or folder; expected a folder with training.csv, or a CSV file`,
		);
	if (found.isDirectory()) {
		const files = searchFolder(path, origin);
		if (files) return files;
		throw new Error(
			`locateData: missing training file: ${origin}: no ${candidates(["training"]).join(", ")} in the folder, which holds ${describeFolder(path)}${aloneIn(path)}; expected the competition's names, or the path of the file itself; ${FETCH}`,
		);
	}
	if (DOWNLOAD.test(basename(path))) return inDownload(path, origin);
	const beside = /^training\./.test(basename(path))
		? searchFolder(dirname(resolve(path)), origin)
		: undefined;
	return { ...beside, origin, training: path };
}

/**
 * Finds a file of the competition in a folder by its names without ending: by
 * itself, plain or packed, else in Kaggle's download of everything.
 */
export function findFile(folder: string, stems: string[]): string | undefined {
	const found = findAlone(folder, stems);
	if (found) return found;
	const download = namesIn(folder).find((name) => DOWNLOAD.test(name));
	return download && join(folder, download, `${stems[0]}.csv`);
}

function findAlone(folder: string, stems: string[]): string | undefined {
	return candidates(stems)
		.map((name) => join(folder, name))
		.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

function searchFolder(folder: string, origin: string): DataFiles | undefined {
	const find = (stems: string[]) => findAlone(folder, stems);
	const training = find(["training"]);
	const optional = {
		test: find(["test"]),
		lookup: find(LOOKUP_STEMS),
		groups: find(["training_groups"]),
		testLabels: find(["test_labels"]),
	};
	if (training) return { origin, training, ...present(optional) };
	const download = namesIn(folder).find((name) => DOWNLOAD.test(name));
	return download === undefined
		? undefined
		: { ...inDownload(join(folder, download), origin), ...present(optional) };
}

/** Kaggle's download holds training.zip, test.zip and the tables. */
function inDownload(archive: string, origin: string): DataFiles {
	return {
		origin,
		training: join(archive, "training.csv"),
		test: join(archive, "test.csv"),
		lookup: join(archive, "IdLookupTable.csv"),
	};
}

/** Says of a folder without a training file that the others in it do not do alone. */
function aloneIn(folder: string): string {
	const others = [["test"], LOOKUP_STEMS]
		.map((stems) => findAlone(folder, stems))
		.flatMap((file) => (file ? [basename(file)] : []));
	return others.length === 0
		? ""
		: ` (${others.join(" and ")} alone ${others.length > 1 ? "are" : "is"} not enough: every command needs the training file beside)`;
}

/** `training` -> `training.csv`, `training.csv.gz`, `training.csv.zip`, `training.gz`, `training.zip` */
function candidates(stems: string[]): string[] {
	return stems.flatMap((stem) => [
		...PACKINGS.map((packing) => `${stem}.csv${packing}`),
		...PACKINGS.slice(1).map((packing) => `${stem}${packing}`),
	]);
}

function present<T extends object>(files: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(files).filter(([, file]) => file !== undefined),
	) as Partial<T>;
}

function namesIn(folder: string): string[] {
	return statSync(folder, { throwIfNoEntry: false })?.isDirectory()
		? readdirSync(folder).sort()
		: [];
}

function describeFolder(folder: string): string {
	const names = namesIn(folder);
	if (names.length === 0) return "nothing";
	return names.length > 8
		? `${names.slice(0, 8).join(", ")} and ${names.length - 8} more`
		: names.join(", ");
}
