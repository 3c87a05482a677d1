import { Presets, SingleBar } from "cli-progress";

/** What a progress display says. */
export interface ProgressOptions {
	/** What is being done, as in "reading training.csv". */
	label: string;
	/** The value of `done` at the end. */
	total: number;
	/** What is counted, as in "MB" or "faces"; default none. */
	unit?: string;
	/** Where it is written; default: standard error. */
	stream?: NodeJS.WriteStream;
}

/** A progress display under way. */
export interface Progress {
	/** Reports how much is done, with figures to show behind it, as in `{ loss: 0.01 }`. */
	update(done: number, figures?: Record<string, string | number>): void;
	/** Ends the display; calling it again does nothing. */
	stop(): void;
}

const QUIET_MS = 1_000;
const LINE_EVERY_MS = 30_000;

/**
 * Shows how far something has come: a bar on a terminal, elsewhere a plain line
 * every half minute at most. What takes less than a second (30 without a
 * terminal) shows nothing. Everything goes to standard error.
 */
export function createProgress(options: ProgressOptions): Progress {
	const { stream = process.stderr } = options;
	return stream.isTTY
		? createBar(options, stream)
		: createLines(options, stream);
}

/** Writes one plain line for people to standard error. */
export function note(line: string): void {
	process.stderr.write(`${line}\n`);
}

function createBar(
	{ label, total, unit = "" }: ProgressOptions,
	stream: NodeJS.WriteStream,
): Progress {
	const started = Date.now();
	const bar = new SingleBar(
		{
			format: `${label} {bar} {percentage} % | {value}/{total} ${unit} | {eta_formatted} left {figures}`,
			stream,
			barsize: 20, // leaves room for the figures
			hideCursor: true,
			clearOnComplete: true,
			// Ctrl-C must work, and cli-progress leaves the cursor hidden otherwise.
			gracefulExit: true,
		},
		Presets.shades_classic,
	);
	let shown = false;
	let stopped = false;
	return {
		update(done, figures) {
			if (stopped || Date.now() - started < QUIET_MS) return;
			if (!shown) bar.start(round(total), round(done), { figures: "" });
			shown = true;
			bar.update(round(done), { figures: describe(figures) });
		},
		stop() {
			if (shown && !stopped) bar.stop();
			stopped = true;
		},
	};
}

function createLines(
	{ label, total, unit = "" }: ProgressOptions,
	stream: NodeJS.WriteStream,
): Progress {
	let last = Date.now();
	let stopped = false;
	return {
		update(done, figures) {
			if (stopped || Date.now() - last < LINE_EVERY_MS) return;
			last = Date.now();
			stream.write(
				`${`${label}: ${round(done)} of ${round(total)} ${unit} ${describe(figures)}`.trimEnd()}\n`,
			);
		},
		stop() {
			stopped = true;
		},
	};
}

function describe(figures: Record<string, string | number> = {}): string {
	return Object.entries(figures)
		.map(([name, value]) => `${name} ${value}`)
		.join(", ");
}

/** Whole numbers stay; others keep one decimal. */
function round(value: number): number {
	return Math.round(value * 10) / 10;
}
