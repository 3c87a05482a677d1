import { setImmediate as nextTurn } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import { AWAITED, EACH_AWAITED } from "../compile/awaits";
import type { CompiledCell, Display } from "../link";
import { awaitsOf, type Run } from "./interrupt";
import { cellRequire } from "./modules";
import { show } from "./show";
import { addMaps } from "./stack";

/** What cells have declared, for those that follow. */
const scope: Record<string, unknown> = Object.create(null);
const require_ = cellRequire();

/**
 * Runs a cell to its end.
 *
 * @returns what to show of its last value, where it has one
 */
export async function runCode(
	run: Run,
	label: string,
	{ code, maps, names, last }: CompiledCell,
): Promise<Display | undefined> {
	addMaps(label, maps);
	for (const name of names) reserve(name, label);
	const { awaited, eachAwaited } = awaitsOf(label);
	const start = runInThisContext(
		`(async function (exports, require, ${AWAITED}, ${EACH_AWAITED}) {\n${code}\n})`,
		{ filename: label, lineOffset: -1 },
	);
	const work = async () => {
		await start(scope, require_, awaited, eachAwaited);
		// An error of what was started and not awaited shows within a turn.
		await nextTurn();
		if (last === undefined) return undefined;
		const value = scope[last];
		delete scope[last];
		return show(value);
	};
	// Code that is stopped by force takes along all that waits on this stack and
	// in the queue of promises; so it begins in a turn of its own.
	const ended = new Promise<Display | undefined>((resolve, reject) => {
		setImmediate(() => work().then(resolve, reject));
	});
	return Promise.race([ended, run.stopped]);
}

/** Until a cell has come to a declaration, its name says so; an older value stays. */
function reserve(name: string, label: string): void {
	if (name in scope) return;
	Object.defineProperty(scope, name, {
		configurable: true,
		enumerable: true,
		get() {
			throw new ReferenceError(
				`${name} has no value: ${label} ended before it got to its declaration. Run that cell again`,
			);
		},
		set(value) {
			Object.defineProperty(scope, name, {
				value,
				configurable: true,
				enumerable: true,
				writable: true,
			});
		},
	});
}
