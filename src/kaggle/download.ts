import { open, rename, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { ensureFolder, note } from "../base";
import { findFile, isZip } from "../dataset";
import {
	discardPartial,
	type FetchRequest,
	fetchAlone,
	fetchFile,
	type Service,
	sizeOf,
} from "../download";
import {
	COMPETITION,
	COMPETITION_FILES,
	COMPETITION_PAGE,
	type CompetitionFile,
	checkFile,
} from "./competition";
import { type Credentials, findCredentials } from "./credentials";

/** How {@link downloadCompetition} works. */
export interface DownloadOptions {
	/** Who asks; default: {@link findCredentials}. */
	credentials?: Credentials;
	/** Which files; default {@link COMPETITION_FILES}. */
	files?: readonly CompetitionFile[];
	/** Called with each file once it is in place. */
	onFile?: (file: DownloadedFile) => void;
	/** Called with a line on why a file is asked for again; default: it is written to standard error. */
	onRetry?: (line: string) => void;
	/** The server with Kaggle's API, which is sent the token; default `https://www.kaggle.com`. */
	site?: string;
	/** Milliseconds until a second try; default 1000. */
	retryMs?: number;
}

/** A file of the competition that is in place. */
export interface DownloadedFile {
	name: string;
	path: string;
	bytes: number;
	rows: number;
	/** Whether it was there already. */
	kept: boolean;
}

const CALLER = "downloadCompetition";
/** Where files lie until they are complete and checked. */
const UNFINISHED = ".download";

/**
 * Fetches the competition's files from Kaggle into a folder, where every
 * command finds them. What is there already is checked and kept; a broken
 * transfer is continued, at once and after another start. A file gets its name
 * once its size is right and every cell of it has been read. Proxies hold as in
 * `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 *
 * @returns the files, in their order
 * @throws where there is no token, Kaggle refuses it or its owner, the network or
 * the disk does not do, or a file is not what it should be; with what to do
 */
export async function downloadCompetition(
	folder: string,
	options: DownloadOptions = {},
): Promise<DownloadedFile[]> {
	const { files = COMPETITION_FILES, onFile } = options;
	const { site = "https://www.kaggle.com", retryMs = 1000 } = options;
	const { onRetry = note } = options;
	const done: DownloadedFile[] = [];
	await ensureFolder(CALLER, folder);
	for (const file of files) {
		let path = findFile(folder, file.stems);
		const kept = path !== undefined;
		if (path !== undefined) await checkKept(path, file);
		else {
			const credentials = options.credentials ?? findCredentials();
			path = await fetchCompetitionFile(folder, file, {
				url: `${site}/api/v1/competitions/data/download/${COMPETITION}/${file.name}`,
				service: kaggle(credentials),
				retryMs,
				onRetry,
			});
		}
		const { name, rows } = file;
		const entry = { name, path, bytes: await sizeOf(path), rows, kept };
		onFile?.(entry);
		done.push(entry);
	}
	return done;
}

async function fetchCompetitionFile(
	folder: string,
	file: CompetitionFile,
	request: Omit<FetchRequest, "what" | "path">,
): Promise<string> {
	const unfinished = join(folder, UNFINISHED, file.name);
	return fetchAlone(CALLER, unfinished, async () => {
		await fetchFile({ ...request, what: file.name, path: unfinished });
		await checkFile(unfinished, file).catch(async (error) => {
			await discardPartial(unfinished);
			throw new Error(
				`${CALLER}: invalid content of ${file.name}, which has been removed: ${error.message}; run this again, or fetch it by hand at ${COMPETITION_PAGE}/data`,
			);
		});
		const path = join(folder, await nameFor(unfinished, file.name));
		await rename(unfinished, path);
		await rm(`${unfinished}.json`, { force: true });
		return path;
	});
}

/** Kaggle, as it is asked by the owner of a token. */
function kaggle({ authorization, origin }: Credentials): Service {
	const byHand = `or fetch the files by hand at ${COMPETITION_PAGE}/data and put them into data/`;
	return {
		caller: CALLER,
		authorization,
		byHand,
		refusals: {
			401: `the token in ${origin} is not valid (any more); make a new one at https://www.kaggle.com/settings/api ("Generate New Token") and put it there`,
			403: `you may not have this file yet. Sign in, open ${COMPETITION_PAGE}/rules, join the competition and accept its rules (Kaggle may ask to verify your account first), then run this again. If you have accepted them, the token in ${origin} may be of another account`,
			404: `there is no such file (any more); see ${COMPETITION_PAGE}/data, ${byHand}`,
		},
	};
}

async function checkKept(path: string, file: CompetitionFile): Promise<void> {
	await checkFile(path, file).catch((error) => {
		throw new Error(
			`${CALLER}: invalid ${basename(path)} in the folder already: ${error.message}; move it elsewhere and run this again, which fetches it anew`,
		);
	});
}

/** The file's name; Kaggle packs some files on the way, which then say so. */
async function nameFor(path: string, name: string): Promise<string> {
	const file = await open(path);
	try {
		const { buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
		return isZip(buffer) && !/\.zip$/i.test(name) ? `${name}.zip` : name;
	} finally {
		await file.close();
	}
}
