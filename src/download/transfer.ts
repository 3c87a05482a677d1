import { open, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Dispatcher, Response } from "undici";
import {
	explainConnection,
	explainRefusal,
	explainWriting,
	type Service,
	TransientError,
} from "./failures";
import { discardPartial, notePartial, readPartial } from "./partial";
import { withoutSecret } from "./secrets";

/** A file to fetch. */
export interface Transfer {
	/** Its name, for messages. */
	what: string;
	url: string;
	/** Whose file it is. */
	service: Service;
	/** Its bytes, about, in case that the server does not tell. */
	size?: number;
	/** Where it is written; what lies there from an earlier try is continued. */
	path: string;
	dispatcher: Dispatcher;
	/** Milliseconds until the second try; each further one waits twice as long. */
	retryMs: number;
	/** Called with a line on why it tries again. */
	onRetry(line: string): void;
	/** Called with the bytes that are here and those of the whole. */
	tell(done: number, total: number): void;
}

const TRIES = 5;
const LONGEST_WAIT_MS = 120_000;

/**
 * Fetches a file. Where the connection breaks, or the server asks to wait, it
 * goes on by itself; it gives up after five tries that brought nothing.
 *
 * @throws where it cannot be had, with why and what to do; what has been fetched
 * stays, and the next call goes on from there
 */
export async function transfer(file: Transfer): Promise<void> {
	for (let idle = 0; ; ) {
		const before = (await readPartial(file.path))?.have ?? 0;
		try {
			return await attempt(file);
		} catch (error) {
			if (!(error instanceof TransientError)) throw error;
			const after = (await readPartial(file.path))?.have ?? 0;
			idle = after > before ? 0 : idle + 1;
			const wait =
				error.seconds === undefined
					? file.retryMs * 2 ** idle
					: error.seconds * 1000;
			if (idle >= TRIES || wait > LONGEST_WAIT_MS) throw error;
			file.onRetry(`${error.reason}; trying again in ${wait / 1000} s`);
			await sleep(wait);
		}
	}
}

async function attempt(file: Transfer): Promise<void> {
	const { path, url, what, service } = file;
	const partial = await readPartial(path);
	if (partial && partial.have === partial.total) return;
	const { fetch } = await import("undici");
	const response = await fetch(url, {
		dispatcher: file.dispatcher,
		headers: {
			// fetch keeps it from other hosts, to which Kaggle redirects.
			...(service.authorization && { authorization: service.authorization }),
			// A size is that of the bytes as they are kept.
			"accept-encoding": "identity",
			...(partial && {
				range: `bytes=${partial.have}-`,
				"if-range": partial.validator,
			}),
		},
	}).catch((error) => {
		throw explainConnection(what, service, new URL(url).host, error);
	});
	const goesOn = partial !== undefined && response.status === 206;
	if (response.status === 416 || (goesOn && !continues(response, partial))) {
		await response.body?.cancel();
		await discardPartial(path);
		throw new TransientError(
			service.caller,
			`the part of ${what} that is here does not fit the file (any more)`,
			"run this again",
			0,
		);
	}
	if (response.status !== (goesOn ? 206 : 200) || isPage(response))
		throw await refusal(file, response);
	const length = lengthOf(response);
	const start = goesOn ? partial.have : 0;
	const total = goesOn ? partial.total : length;
	await checkRoom(service.caller, path, (total ?? file.size ?? 0) - start);
	if (!goesOn) await notePartial(path, total, validatorOf(response));
	const bytes = await store(file, response, start, total);
	// Of a file whose size was not told, nothing else says that it is whole.
	if (total === undefined) await notePartial(path, bytes, "whole");
}

/** Whether an answer with a part goes on exactly where ours ends, in the same file. */
function continues(
	response: Response,
	{
		have,
		total,
		validator,
	}: { have: number; total: number; validator: string },
): boolean {
	const range = response.headers.get("content-range");
	const same = validatorOf(response) ?? validator;
	return range === `bytes ${have}-${total - 1}/${total}` && same === validator;
}

function validatorOf({ headers }: Response): string | null {
	const etag = headers.get("etag");
	// A weak tag does not promise the same bytes.
	return etag && !etag.startsWith("W/") ? etag : headers.get("last-modified");
}

/** Bytes of the file; of one that is packed on the way, only the packed size is told. */
function lengthOf({ headers }: Response): number | undefined {
	const text = headers.get("content-length");
	return text === null || headers.has("content-encoding")
		? undefined
		: Number(text);
}

/** Whether an answer is for people, or about an error, and not a file. */
function isPage({ headers }: Response): boolean {
	return /html|json/.test(headers.get("content-type") ?? "");
}

async function refusal(file: Transfer, response: Response): Promise<Error> {
	const { host } = new URL(response.url);
	const text = (await response.text().catch(() => "")).slice(0, 100_000);
	const { message, code } = parse(text);
	const status = response.ok ? (code ?? response.status) : response.status;
	if (status < 400) return pageInstead(file, host);
	return explainRefusal(file.what, file.service, {
		status,
		host,
		retryAfter: response.headers.get("retry-after"),
		said: withoutSecret(
			(message ?? "").slice(0, 300),
			file.service.authorization,
		),
	});
}

function parse(text: string): { message?: string; code?: number } {
	try {
		const { message, code } = JSON.parse(text);
		return {
			message: typeof message === "string" ? message : undefined,
			code: typeof code === "number" ? code : undefined,
		};
	} catch {
		return {};
	}
}

function pageInstead(
	{ what, service }: Pick<Transfer, "what" | "service">,
	host: string,
): Error {
	return new Error(
		`${service.caller}: invalid answer: ${host} sends a web page in place of ${what}; expected the file: a network that asks to sign in first, as in hotels, does that, and a proxy that refuses; open https://${host} in a browser to see it`,
	);
}

async function checkRoom(
	caller: string,
	path: string,
	bytes: number,
): Promise<void> {
	const { bavail, bsize } = await statfs(dirname(path));
	const free = bavail * bsize;
	const megabytes = (count: number) => (count / 1e6).toFixed(1);
	if (free < bytes)
		throw new Error(
			`${caller}: too little room on the disk: ${megabytes(free)} MB free in ${dirname(path)}; expected ${megabytes(bytes)} MB: make room and run this again`,
		);
}

/** Writes what comes, behind what is here; gives the bytes that are there then. */
async function store(
	{ what, path, service, size, tell }: Transfer,
	response: Response,
	start: number,
	total: number | undefined,
): Promise<number> {
	const { host } = new URL(response.url);
	let done = start;
	const writing = <T>(work: Promise<T>) =>
		work.catch((error) => {
			throw explainWriting(service.caller, path, error);
		});
	const file = await writing(open(path, start > 0 ? "a" : "w"));
	const body: AsyncIterable<Uint8Array> = response.body ?? nothing();
	const chunks = body[Symbol.asyncIterator]();
	try {
		for (;;) {
			const next = await chunks.next().catch((error: unknown) => {
				throw explainConnection(what, service, host, error);
			});
			if (next.done) break;
			const chunk = next.value;
			if (done === 0 && /^\s*</.test(Buffer.from(chunk).toString("latin1")))
				throw pageInstead({ what, service }, host);
			await writing(file.appendFile(chunk));
			done += chunk.length;
			tell(done, total ?? Math.max(size ?? 0, done));
		}
	} finally {
		await file.close();
		await chunks.return?.();
	}
	if (total !== undefined && done !== total)
		throw new TransientError(
			service.caller,
			`cannot fetch ${what}: ${done} of ${total} bytes came from ${host}`,
			"run this again",
		);
	return done;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
