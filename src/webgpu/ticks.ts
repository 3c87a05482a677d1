/** What Dawn wants to be called for: to look whether something has ended on the device. */
let due: (() => void)[] = [];

/**
 * Does what Dawn ends later, such as the reading of a buffer, and keeps the calls
 * that it asks for here. Dawn asks through the global `setImmediate`, anew after
 * each call, which keeps a core busy and gives no way to wait without leaving the
 * function that does; kept here, they are made when we choose.
 */
export function collectTicks<T>(start: () => T): T {
	const { setImmediate } = globalThis;
	globalThis.setImmediate = ((tick: () => void) =>
		due.push(tick)) as unknown as typeof setImmediate;
	try {
		return start();
	} finally {
		globalThis.setImmediate = setImmediate;
	}
}

/** Has Dawn look once. */
function tick(): void {
	const ticks = due;
	due = [];
	collectTicks(() => {
		for (const each of ticks) each();
	});
}

/** Between two looks it pauses for this share of the time that it has waited, so that waiting costs little and ends soon. */
const PAUSE = 1 / 32;
const LONGEST_PAUSE_MS = 20;
const nothing = new Int32Array(new SharedArrayBuffer(4));

function* pauses(): Generator<number> {
	for (const started = performance.now(); ; )
		yield Math.min((performance.now() - started) * PAUSE, LONGEST_PAUSE_MS);
}

/** Waits until something has ended; timers and other events wait too. */
export function waitSync(hasEnded: () => boolean): void {
	for (const pause of pauses()) {
		tick();
		if (hasEnded()) return;
		Atomics.wait(nothing, 0, 0, pause);
	}
}

/** Waits until something has ended; other events go on. */
export async function wait(hasEnded: () => boolean): Promise<void> {
	for (const pause of pauses()) {
		tick();
		if (hasEnded()) return;
		await new Promise((resolve) =>
			pause < 1 ? setImmediate(resolve) : setTimeout(resolve, pause),
		);
	}
}

/** What Dawn promises, once it has looked often enough to know. */
export async function settle<T>(start: () => Promise<T>): Promise<T> {
	let settled = false;
	const promise = collectTicks(start).finally(() => {
		settled = true;
	});
	promise.catch(() => {});
	await wait(() => settled);
	return promise;
}
