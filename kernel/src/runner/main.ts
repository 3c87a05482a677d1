import { join } from "node:path";
import { promiseHooks } from "node:v8";
import { Worker } from "node:worker_threads";
import type { ToRunner } from "../link";
import { endAwaits, KeyboardInterrupt, Run } from "./interrupt";
import { forgetEdited, loadTypeScript, writeModules } from "./modules";
import { beginOutput, captureOutput, latestCell, say } from "./output";
import { runCode } from "./run";
import { offerServices } from "./services";
import { cellOf, failureOf, mapStacks } from "./stack";

// The process that runs cells: one after another, as it is told to.
let running: Run | undefined;
const cells = new Map<string, number>();
/** The cell that ran when a promise was made: an error of a library does not name it. */
const madeBy = new WeakMap<Promise<unknown>, number>();

captureOutput();
mapStacks();
loadTypeScript();
offerServices(() => running);
new Worker(join(__dirname, "watcher.js")).unref();

process.on("SIGINT", () => {}); // an interrupt comes as a message
promiseHooks.onInit((promise) => madeBy.set(promise, latestCell()));
process.on("uncaughtException", (error) => stray(error));
process.on("unhandledRejection", (error, promise) =>
	stray(error, madeBy.get(promise)),
);
process.on("disconnect", () => process.exit(1));
process.on("message", (message: ToRunner) => {
	if (message.type === "run") void run(message);
	else if (message.type === "modules") writeModules(message.modules);
	else interrupt(message.id);
});
say({ type: "ready" });

async function run({
	cell,
	label,
	compiled,
}: Extract<ToRunner, { type: "run" }>): Promise<void> {
	beginOutput(cell);
	cells.set(label, cell);
	forgetEdited();
	running = new Run(cell);
	try {
		const result = await runCode(running, label, compiled);
		say({ type: "done", cell, result });
	} catch (error) {
		say({ type: "done", cell, failure: failureOf(error) });
	} finally {
		running = undefined;
	}
}

/** An error that nobody has caught: of a timer, or of a promise that nobody awaits. */
function stray(error: unknown, startedBy = latestCell()): void {
	if (error instanceof KeyboardInterrupt) return;
	const cell = cells.get(cellOf(error) ?? "") ?? startedBy;
	if (running?.cell === cell) running.fail(error);
	else say({ type: "stray", cell, failure: failureOf(error) });
}

let heard = -1;

function interrupt(id: number): void {
	if (id === heard) return; // it is sent again where it was not heard
	heard = id;
	say({ type: "heard", id });
	if (running) running.interrupt();
	else endAwaits();
}
