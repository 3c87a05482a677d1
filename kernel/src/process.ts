import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import {
	type CompiledCell,
	type Display,
	type Failure,
	type FromRunner,
	SAYS,
	type ToRunner,
	WATCHES,
} from "./link";

/** How a cell ended. */
export interface Outcome {
	failure?: Failure;
	result?: Display;
}

/** What a cell shows while it runs, and after. */
export type Output = Extract<
	FromRunner,
	{ type: "stream" | "display" | "clear" | "stray" }
>;

/** How long an interrupt may go unheard before the code is stopped by force. */
const HEARD_MS = 500;
/** The same where library code watches for it, which ends between two steps of its work. */
const HEARD_WATCHING_MS = 30_000;

/** How Node begins what it prints when it crashes. */
const CRASH = /<--- Last few GCs|FATAL ERROR: |----- Native stack trace/;

/** The process that runs cells: started, asked, interrupted, and started anew where it ends. */
export class RunnerProcess {
	private child: ChildProcess;
	private running?: { cell: number; end: (outcome: Outcome) => void };
	private ready = Promise.resolve();
	private watching = false;
	private interrupts = 0;
	/** The number of the last interrupt that has been heard of. */
	private heard = 0;
	/** The number of the first in the cell that runs. */
	private first = 0;
	private closing = false;
	private complaints = "";

	/**
	 * @param show takes what cells put out, in its order
	 * @param lost is told that the process has ended, and what it knew with it
	 */
	constructor(
		private readonly show: (output: Output) => void,
		private readonly lost: () => void,
	) {
		this.child = this.start();
	}

	/** Runs a cell. One at a time. */
	async run(
		cell: number,
		label: string,
		compiled: CompiledCell,
	): Promise<Outcome> {
		await this.ready;
		this.watching = false;
		this.first = this.interrupts + 1;
		return new Promise((end) => {
			this.running = { cell, end };
			this.tell({ type: "run", cell, label, compiled });
		});
	}

	/** Modules that a cell has written. */
	writeModules(modules: [path: string, source: string][]): void {
		this.tell({ type: "modules", modules });
	}

	/**
	 * Ends the cell that runs, and whatever earlier cells have left running:
	 * gently at its next await, or by force where it does not come to one. Being
	 * asked again while library code is still ending does not wait for that.
	 */
	interrupt(): void {
		const id = ++this.interrupts;
		this.tell({ type: "interrupt", id });
		const patience =
			this.watching && id === this.first ? HEARD_WATCHING_MS : HEARD_MS;
		const force = () => {
			if (this.heard >= id || this.interrupts !== id || !this.running) return;
			(this.child.stdio[WATCHES] as Writable).write("!");
			// The order may have ended the very code that was to hear of it.
			this.tell({ type: "interrupt", id });
			setTimeout(force, HEARD_MS).unref();
		};
		setTimeout(force, patience).unref();
	}

	/** Ends the process and whatever it does. */
	async close(): Promise<void> {
		this.closing = true;
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.child.once("exit", resolve));
		this.child.kill("SIGKILL");
		await ended;
	}

	private start(): ChildProcess {
		const child = spawn(
			process.execPath,
			[
				...process.execArgv,
				"--disable-warning=ExperimentalWarning",
				// Code that is stopped by force leaves these unbalanced.
				"--no-force-async-hooks-checks",
				join(__dirname, "runner", "main.js"),
			],
			{ stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "ipc"] },
		);
		let isReady = () => {};
		this.ready = new Promise((resolve) => {
			isReady = resolve;
		});
		const lines = createInterface({ input: child.stdio[SAYS] as Readable });
		lines.on("line", (line) => {
			const message: FromRunner = JSON.parse(line);
			if (message.type === "ready") isReady();
			else this.hear(message);
		});
		// What native libraries print does not pass through JavaScript.
		for (const name of ["stdout", "stderr"] as const)
			child[name]?.setEncoding("utf8").on("data", (text: string) => {
				const shown = name === "stderr" ? this.withoutLastWords(text) : text;
				if (shown.trim() === "" && shown !== text) return;
				this.show({
					type: "stream",
					cell: this.running?.cell ?? 0,
					name,
					text: shown,
				});
			});
		child.on("error", () => {}); // a message to a process that has just ended
		(child.stdio[WATCHES] as Writable).on("error", () => {});
		// "close" comes after all that it has printed.
		child.on("close", (code, signal) => this.ended(code, signal));
		this.complaints = "";
		return child;
	}

	/** What Node prints when it crashes, addresses of its own code, helps nobody. */
	private withoutLastWords(text: string): string {
		const wasCrashing = CRASH.test(this.complaints);
		this.complaints = (this.complaints + text).slice(-10_000);
		return wasCrashing ? "" : text.slice(0, CRASH.exec(text)?.index);
	}

	private hear(message: Exclude<FromRunner, { type: "ready" }>): void {
		if (message.type === "heard") this.heard = message.id;
		else if (message.type === "watching") this.watching = true;
		else if (message.type === "done") {
			if (message.cell !== this.running?.cell) return;
			const { end } = this.running;
			this.running = undefined;
			end({ failure: message.failure, result: message.result });
		} else this.show(message);
	}

	private ended(code: number | null, signal: NodeJS.Signals | null): void {
		if (this.closing) return;
		const running = this.running;
		this.running = undefined;
		const message = `${reason(code, signal, this.complaints)}. All variables are lost; run the cells again from the first`;
		const failure = { name: "KernelEnded", message, stack: "" };
		this.lost();
		this.child = this.start();
		if (running) running.end({ failure });
		else this.show({ type: "stray", cell: 0, failure });
	}

	private tell(message: ToRunner): void {
		if (this.child.connected) this.child.send(message, () => {});
	}
}

/** Why a process ended, in words. */
function reason(
	code: number | null,
	signal: NodeJS.Signals | null,
	complaints: string,
): string {
	if (/JavaScript heap out of memory/.test(complaints))
		return "the cell has used up the memory that JavaScript has";
	if (signal === "SIGKILL")
		return "the process that runs cells was killed (SIGKILL), mostly because the machine has no memory left";
	if (signal)
		return `the process that runs cells has crashed (${signal}), in a native library or out of memory`;
	return `the process that runs cells has ended by itself, as process.exit(${code}) does`;
}
