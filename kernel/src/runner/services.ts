import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import type { Bundle, Display } from "../link";
import type { Run } from "./interrupt";
import { latestCell, say } from "./output";

/** Where library code finds the kernel, without importing it. */
export const KERNEL = Symbol.for("facial-keypoints.kernel");

/** What the kernel does for library code: `globalThis[Symbol.for("facial-keypoints.kernel")]`. */
export interface KernelServices {
	/** Aborted when the user interrupts the cell; who takes it ends soon after. */
	readonly signal: AbortSignal;
	/** Shows something under the cell, in all its MIME types; with the id of an earlier display in its place. */
	display(data: Bundle, options?: { id?: string; update?: boolean }): void;
	/** A new id for a display that will be updated. */
	newDisplayId(): string;
	/** Removes the cell's output; with `wait` when the next one comes. */
	clearOutput(wait?: boolean): void;
}

/** Puts the services where library code, and tslab's own `display`, find them. */
export function offerServices(running: () => Run | undefined): void {
	const show = (display: Display, update = false) =>
		say({ type: "display", cell: latestCell(), display, update });
	const services: KernelServices = {
		get signal() {
			return running()?.signal ?? new AbortController().signal;
		},
		display(data, { id, update } = {}) {
			show(
				{
					data,
					metadata: {},
					transient: id === undefined ? {} : { display_id: id },
				},
				update,
			);
		},
		newDisplayId: () => randomBytes(8).toString("hex"),
		clearOutput(wait = false) {
			say({ type: "clear", cell: latestCell(), wait });
		},
	};
	Object.defineProperty(globalThis, KERNEL, { value: services });

	// tslab's `display` and `newDisplay` write through this module of theirs, which
	// would load their whole kernel.
	const path = createRequire(require.resolve("tslab")).resolve("./jupyter");
	const stub = new (require("node:module"))(path);
	stub.exports = { lastWriteDisplayData: show };
	stub.loaded = true;
	require.cache[path] = stub;
}
