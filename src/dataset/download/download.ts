import { mkdir, open, rename, rm, rmdir } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Dispatcher } from "undici";
import { isZip } from "../archive";
import { findFile } from "../locate";
import { createProgress, note, type Progress } from "../progress";
import {
	COMPETITION,
	COMPETITION_FILES,
	COMPETITION_PAGE,
	type CompetitionFile,
	checkFile,
	sizeOf,
} from "./competition";
import { type Credentials, findCredentials } from "./credentials";
import { explainWriting } from "./failures";
import { discardPartial } from "./partial";
import { type Transfer, transfer } from "./transfer";

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

/** Where files lie until they are complete and checked. */
const UNFINISHED = ".download";
const TIMEOUT_MS = 60_000;

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
	const unfinished = join(folder, UNFINISHED);
	const done: DownloadedFile[] = [];
	let dispatcher: Dispatcher | undefined;
	await makeFolder(folder);
	try {
		for (const file of files) {
			let path = findFile(folder, file.stems);
			const kept = path !== undefined;
			if (path !== undefined) await checkKept(path, file);
			else {
				const credentials = options.credentials ?? findCredentials();
				dispatcher ??= await createDispatcher();
				await makeFolder(unfinished);
				path = await fetchFile(folder, file, {
					url: `${site}/api/v1/competitions/data/download/${COMPETITION}/${file.name}`,
					credentials,
					dispatcher,
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
	} finally {
		await dispatcher?.destroy();
		// It stays where it has a part to go on from.
		await rmdir(unfinished).catch(() => {});
	}
}

async function fetchFile(
	folder: string,
	file: CompetitionFile,
	source: Omit<Transfer, "what" | "path" | "tell">,
): Promise<string> {
	const unfinished = join(folder, UNFINISHED, file.name);
	let progress: Progress | undefined;
	try {
		await transfer({
			...source,
			what: file.name,
			path: unfinished,
			tell(bytes, total) {
				progress ??= createProgress({
					label: `downloading ${file.name}`,
					total: total / 1e6,
					unit: "MB",
				});
				progress.update(bytes / 1e6);
			},
			onRetry(line) {
				// The line would stand behind the bar, on the same line.
				progress?.stop();
				progress = undefined;
				source.onRetry(line);
			},
		});
	} finally {
		progress?.stop();
	}
	await checkFile(unfinished, file).catch(async (error) => {
		await discardPartial(unfinished);
		throw new Error(
			`downloadCompetition: invalid content of ${file.name}, which has been removed: ${error.message}; run this again, or fetch it by hand at ${COMPETITION_PAGE}/data`,
		);
	});
	const path = join(folder, await nameFor(unfinished, file.name));
	await rename(unfinished, path);
	await rm(`${unfinished}.json`, { force: true });
	return path;
}

async function makeFolder(path: string): Promise<void> {
	await mkdir(path, { recursive: true }).catch((error) => {
		throw explainWriting(path, error);
	});
}

async function checkKept(path: string, file: CompetitionFile): Promise<void> {
	await checkFile(path, file).catch((error) => {
		throw new Error(
			`downloadCompetition: invalid ${basename(path)} in the folder already: ${error.message}; move it elsewhere and run this again, which fetches it anew`,
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

/** Sends requests through the proxy that the environment names, which Node's own fetch does not. */
async function createDispatcher(): Promise<Dispatcher> {
	const { EnvHttpProxyAgent } = await import("undici");
	const { emitWarning } = process;
	// It announces that it is experimental, which is no news for a user; the version is pinned.
	process.emitWarning = () => {};
	try {
		return new EnvHttpProxyAgent({
			headersTimeout: TIMEOUT_MS,
			bodyTimeout: TIMEOUT_MS,
			connect: { timeout: TIMEOUT_MS / 4 },
		});
	} finally {
		process.emitWarning = emitWarning;
	}
}
