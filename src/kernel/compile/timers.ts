/** How the compiler puts work off, as it asks its host to. */
interface Timers {
	setTimeout?(callback: () => void, ms: number): unknown;
	clearTimeout?(timer: unknown): void;
}

/**
 * Lets the compiler put off as much as it likes on one timer of its host's:
 * tslab's has room for no more, and refuses all cells once a second is asked for,
 * as the compiler does where one file is edited and another one comes or goes.
 */
export function shareTimer(host: Timers): void {
	const [setTimer, clearTimer] = [host.setTimeout, host.clearTimeout];
	const waiting = new Set<{ callback: () => void }>();
	let timer: unknown;
	const runAll = () => {
		// What runs may put off more.
		for (const each of waiting) {
			waiting.delete(each);
			each.callback();
		}
		timer = undefined;
	};
	host.setTimeout = (callback, ms) => {
		const entry = { callback };
		waiting.add(entry);
		timer ??= setTimer?.(runAll, ms);
		return entry;
	};
	host.clearTimeout = (entry) => {
		waiting.delete(entry as { callback: () => void });
		if (waiting.size > 0 || timer === undefined) return;
		clearTimer?.(timer);
		timer = undefined;
	};
}
