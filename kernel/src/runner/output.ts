import { writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { type FromRunner, SAYS } from "../link";

let latest = 0;

/** From now on, what is shown belongs to this cell. */
export function beginOutput(cell: number): void {
	latest = cell;
}

/** The cell that runs, or that ran last. */
export const latestCell = () => latest;

const FLUSH_MS = 40;
const FLUSH_CHARACTERS = 32_768;

interface Pending {
	cell: number;
	name: "stdout" | "stderr";
	text: string;
}

let pending: Pending | undefined;
let timer: NodeJS.Timeout | undefined;
let flushed = 0;

/**
 * Tells the process that talks to Jupyter. Written before it returns, so that it
 * arrives whatever the cell does next: loops forever, exits, crashes.
 */
export function say(message: FromRunner): void {
	flush();
	write(message);
}

/** Sends the text that is waiting for more. */
export function flush(): void {
	clearTimeout(timer);
	timer = undefined;
	if (!pending) return;
	const { cell, name, text } = pending;
	pending = undefined;
	flushed = performance.now();
	write({ type: "stream", cell, name, text });
}

/** Everything that is printed goes to the notebook, many lines a message. */
export function captureOutput(): void {
	for (const name of ["stdout", "stderr"] as const) {
		const decoder = new StringDecoder("utf8");
		process[name].write = ((
			piece: string | Uint8Array,
			encoding?: BufferEncoding | ((error?: Error) => void),
			callback?: (error?: Error) => void,
		) => {
			const text =
				typeof piece === "string" ? piece : decoder.write(Buffer.from(piece));
			if (text) print(name, text);
			const done = typeof encoding === "function" ? encoding : callback;
			if (done) process.nextTick(done);
			return true;
		}) as typeof process.stdout.write;
	}
	process.on("exit", flush);
}

function print(name: "stdout" | "stderr", text: string): void {
	const cell = latest;
	if (pending && (pending.cell !== cell || pending.name !== name)) flush();
	pending ??= { cell, name, text: "" };
	pending.text += text;
	// A line after a silence goes out at once: the code may not come back for long.
	const silence = performance.now() - flushed;
	if (pending.text.length > FLUSH_CHARACTERS || silence > FLUSH_MS) flush();
	else timer ??= setTimeout(flush, FLUSH_MS).unref();
}

/** A typed array in a bundle, as Plotly takes it, arrives as the numbers that it holds. */
function plainly(_key: string, value: unknown): unknown {
	return ArrayBuffer.isView(value) && !(value instanceof DataView)
		? Array.from(value as Uint8Array)
		: value;
}

function write(message: FromRunner): void {
	const bytes = Buffer.from(`${JSON.stringify(message, plainly)}\n`);
	let written = 0;
	while (written < bytes.length)
		try {
			written += writeSync(SAYS, bytes, written);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			if (code === "EPIPE") process.exit(1); // nobody is there any more
			if (code !== "EAGAIN") throw error;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
		}
}
