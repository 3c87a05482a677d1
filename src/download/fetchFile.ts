import type { Dispatcher } from "undici";
import { createProgress, type Progress } from "../base";
import { type Transfer, transfer } from "./transfer";

/** What {@link fetchFile} fetches, and where to. */
export type FetchRequest = Omit<Transfer, "tell" | "dispatcher">;

const TIMEOUT_MS = 60_000;

/**
 * Fetches a file and shows how far it is. A broken transfer is continued where
 * the server can, at once and by a later call. Proxies hold as in `HTTPS_PROXY`,
 * `HTTP_PROXY` and `NO_PROXY`.
 *
 * @throws where it cannot be had or written, with why and what to do; what has
 * been fetched stays
 */
export async function fetchFile(request: FetchRequest): Promise<void> {
	const dispatcher = await createDispatcher();
	let progress: Progress | undefined;
	try {
		await transfer({
			...request,
			dispatcher,
			tell(bytes, total) {
				progress ??= createProgress({
					label: `downloading ${request.what}`,
					total: total / 1e6,
					unit: "MB",
				});
				progress.update(bytes / 1e6);
			},
			onRetry(line) {
				// The line would stand behind the bar, on the same line.
				progress?.stop();
				progress = undefined;
				request.onRetry(line);
			},
		});
	} finally {
		progress?.stop();
		await dispatcher.destroy();
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
