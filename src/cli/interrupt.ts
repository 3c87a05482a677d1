/** Exit code of a process that Ctrl-C ended, as shells have it. */
export const INTERRUPTED = 130;

let stopping: AbortController | undefined;

/**
 * Makes Ctrl-C, and a scheduler's SIGTERM, end the process with code 130, unless
 * {@link stopGently} is under way.
 *
 * A progress bar listens to Ctrl-C to bring the cursor back, and by listening
 * keeps Node from ending; so the end comes after it.
 */
export function endOnInterrupt(): void {
	for (const signal of ["SIGINT", "SIGTERM"])
		process.on(signal, () => {
			if (stopping && !stopping.signal.aborted) {
				stopping.abort();
				console.error(
					"\nstopping after this batch, with a checkpoint; Ctrl-C again stops at once",
				);
			} else setImmediate(() => process.exit(INTERRUPTED));
		});
}

/** Does something that the first Ctrl-C asks to stop, through a signal, and the second ends. */
export async function stopGently<T>(
	work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
	stopping = new AbortController();
	try {
		return await work(stopping.signal);
	} finally {
		stopping = undefined;
	}
}
