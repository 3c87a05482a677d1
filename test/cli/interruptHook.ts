import promises from "node:fs/promises";
import Module from "node:module";
import { basename } from "node:path";

// Loaded into a command before its own program: interrupts it at a moment that
// INTERRUPT_AT names, by the signal in INTERRUPT_BY.

const { INTERRUPT_AT: moment, INTERRUPT_BY: signal = "SIGINT" } = process.env;
// The processes that it starts are not interrupted by themselves.
delete process.env.NODE_OPTIONS;

let sent = false;
function interrupt(): void {
	if (sent) return;
	sent = true;
	process.kill(process.pid, signal);
}

/** Before it has done anything. */
if (moment === "start")
	process.on("newListener", (name) => {
		if (name === "SIGTERM") process.nextTick(interrupt);
	});

/** When it opens the first file to write its result to. */
if (moment === "write") {
	const { open } = promises;
	promises.open = (path, flags, mode) => {
		const isWritten = /^(w|r\+)/.test(String(flags ?? ""));
		if (isWritten && !basename(String(path)).startsWith(".")) interrupt();
		return open(path, flags, mode);
	};
}

/** When a model is first asked. */
if (moment === "work") {
	type Loading = { _load(request: string, ...rest: unknown[]): unknown };
	const loading = Module as unknown as Loading;
	const load = loading._load;
	loading._load = function (request, ...rest) {
		const loaded = load.call(this, request, ...rest);
		if (request === "@tensorflow/tfjs") watch(loaded as Models);
		return loaded;
	};
}

interface Models {
	LayersModel: { prototype: { apply(...args: unknown[]): unknown } };
}

function watch({ LayersModel }: Models): void {
	const { prototype } = LayersModel;
	if (Object.hasOwn(prototype, "apply")) return;
	const { apply } = prototype;
	prototype.apply = function (...args) {
		interrupt();
		return apply.apply(this, args);
	};
}
