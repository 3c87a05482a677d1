import { setImmediate as nextTurn } from "node:timers/promises";
import { runInThisContext } from "node:vm";
import {
	AWAITED,
	DYNAMIC_IMPORT,
	EACH_AWAITED,
	IMPORT,
	LAST,
	META,
	SCOPE,
} from "../compile/calls";
import type { CompiledCell, Display } from "../link";
import { cellImports } from "./imports";
import { awaitsOf, type Run } from "./interrupt";
import { reserve, variableOf } from "./scope";
import { show } from "./show";
import { addMaps } from "./stack";

const imports = cellImports();

/**
 * Runs a cell to its end.
 *
 * @returns what to show of its last value, where it has one
 */
export async function runCode(
	run: Run,
	label: string,
	{ code, map, names }: CompiledCell,
): Promise<Display | undefined> {
	if (code === "") return undefined;
	addMaps(label, [map]);
	for (const name of names) reserve(name, label);
	const { awaited, eachAwaited } = awaitsOf(label);
	const last: { value?: unknown } = {};
	const parameters = {
		[SCOPE]: variableOf,
		[LAST]: last,
		[IMPORT]: imports.bind,
		[DYNAMIC_IMPORT]: imports.load,
		[META]: imports.meta,
		[AWAITED]: awaited,
		[EACH_AWAITED]: eachAwaited,
		require: imports.require,
	};
	const start = runInThisContext(
		`(async function (${Object.keys(parameters)}) { "use strict";\n${code}\n})`,
		{ filename: label, lineOffset: -1 },
	);
	const work = async () => {
		await start(...Object.values(parameters));
		// An error of what was started and not awaited shows within a turn.
		await nextTurn();
		return show(last.value);
	};
	// Code that is stopped by force takes along all that waits on this stack and
	// in the queue of promises; so it begins in a turn of its own.
	const ended = new Promise<Display | undefined>((resolve, reject) => {
		setImmediate(() => work().then(resolve, reject));
	});
	return Promise.race([ended, run.stopped]);
}
