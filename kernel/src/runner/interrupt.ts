import { say } from "./output";
import { cameThrough } from "./stack";

/** What an interrupted cell ends with. */
export class KeyboardInterrupt extends Error {
	override name = "KeyboardInterrupt";
	constructor() {
		super("the cell was interrupted");
		this.stack = ""; // where the interrupt was heard helps nobody
	}
}

/** How long library code that watches the signal may take to end. */
const GRACE_MS = 30_000;
/** How long a cell may take to end after its awaits have been ended. */
const END_MS = 300;

/** An `await` in a cell's code that has not come to its end. */
interface Waiting {
	end: (error: Error) => void;
	/** Ends with an interrupt, whatever comes of what is awaited. */
	interrupted: boolean;
	place: string;
}

const waiting = new Set<Waiting>();

/** One run of a cell: ends by itself, or is ended. */
export class Run {
	private readonly abort = new AbortController();
	private watched = false;
	private interrupts = 0;
	private stop: (error: unknown) => void = () => {};
	/** Rejects where the cell is ended before its code is. */
	readonly stopped: Promise<never>;

	constructor(readonly cell: number) {
		this.stopped = new Promise((_, reject) => {
			this.stop = reject;
		});
		this.stopped.catch(() => {});
	}

	/** Aborted at an interrupt; who takes it promises to end soon after. */
	get signal(): AbortSignal {
		if (!this.watched) {
			this.watched = true;
			say({ type: "watching", cell: this.cell });
		}
		return this.abort.signal;
	}

	/** Ends the cell at once. */
	fail(error: unknown): void {
		this.stop(error);
	}

	/**
	 * Ends the awaits of cells. Library code that watches the signal is given time
	 * to end by itself, until it is asked a second time.
	 */
	interrupt(): void {
		this.interrupts++;
		const error = new KeyboardInterrupt();
		this.abort.abort(error);
		if (this.watched && this.interrupts === 1) {
			for (const each of waiting) each.interrupted = true;
			setTimeout(() => this.interrupt(), GRACE_MS).unref();
			return;
		}
		endAwaits();
		setTimeout(() => this.stop(error), END_MS).unref();
	}
}

/** Ends every await in the code of cells, also of those that have ended. */
export function endAwaits(): void {
	for (const { end, place } of [...waiting]) {
		const error = new KeyboardInterrupt();
		cameThrough(error, place);
		end(error);
	}
}

/** The calls that a cell's awaits have become (compile/awaits.ts). */
export function awaitsOf(label: string) {
	const awaited = (value: unknown, line: number, column: number): unknown => {
		if (!isThenable(value)) return value;
		const place = `${label}:${line}:${column}`;
		return new Promise((resolve, reject) => {
			const entry: Waiting = { end: reject, interrupted: false, place };
			waiting.add(entry);
			const settle = (then: () => void) => {
				waiting.delete(entry);
				if (!entry.interrupted) return then();
				const error = new KeyboardInterrupt();
				cameThrough(error, place);
				reject(error);
			};
			value.then(
				(result) => settle(() => resolve(result)),
				(error) =>
					settle(() => {
						cameThrough(error, place);
						reject(error);
					}),
			);
			entry.end = (error) => {
				waiting.delete(entry);
				reject(error);
			};
		});
	};

	const eachAwaited = (
		values: AsyncIterable<unknown> | Iterable<unknown>,
		line: number,
		column: number,
	) => ({
		[Symbol.asyncIterator]() {
			const inner =
				Symbol.asyncIterator in values
					? values[Symbol.asyncIterator]()
					: fromIterable(values);
			return {
				next: async () =>
					(await awaited(
						inner.next(),
						line,
						column,
					)) as IteratorResult<unknown>,
				return: async (value?: unknown) =>
					(await inner.return?.(value)) ?? { done: true as const, value },
			};
		},
	});
	return { awaited, eachAwaited };
}

async function* fromIterable(values: Iterable<unknown>) {
	for (const value of values) yield await value;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return (
		(typeof value === "object" || typeof value === "function") &&
		value !== null &&
		typeof (value as PromiseLike<unknown>).then === "function"
	);
}
