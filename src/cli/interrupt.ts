import type { FitReporter } from "../train";

/** Exit code of a process that Ctrl-C ended, as shells have it. */
export const INTERRUPTED = 130;

let stopping: AbortController | undefined;

/**
 * Makes Ctrl-C, and a scheduler's SIGTERM, end the process with code 130, unless
 * something is under way that {@link stopGently} lets end by itself.
 *
 * A progress bar listens to Ctrl-C to bring the cursor back, and by listening
 * keeps Node from ending; so the end comes after all who listen.
 */
export function endOnInterrupt(): void {
	for (const signal of ["SIGINT", "SIGTERM"])
		process.on(signal, () => {
			if (stopping && !stopping.signal.aborted) {
				stopping.abort();
				console.error(
					"\nstopping after this batch, with a checkpoint; Ctrl-C again stops at once",
				);
			} else process.nextTick(() => process.exit(INTERRUPTED));
		});
}

/** When the first Ctrl-C asks to stop: from one call to the other. */
export interface Gently {
	begin(): void;
	end(): void;
}

/**
 * Does something part of which the first Ctrl-C asks to stop, through a signal, and
 * the second ends; before and after that part the first one ends it.
 */
export async function stopGently<T>(
	work: (signal: AbortSignal, gently: Gently) => Promise<T>,
): Promise<T> {
	const controller = new AbortController();
	const end = () => {
		stopping = undefined;
	};
	try {
		return await work(controller.signal, {
			begin() {
				stopping = controller;
			},
			end,
		});
	} finally {
		end();
	}
}

/** A reporter that lets Ctrl-C stop gently while it reports: from the start of training to its end. */
export function toldOf(gently: Gently, reporter: FitReporter): FitReporter {
	return {
		...reporter,
		start(run) {
			gently.begin();
			reporter.start?.(run);
		},
		end() {
			gently.end();
			reporter.end?.();
		},
	};
}
