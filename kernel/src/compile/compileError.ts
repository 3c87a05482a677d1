import type { Problem } from "./problems";

/** A cell that cannot be run: what is wrong with it, in the compiler's words. */
export class CompileError extends Error {
	constructor(readonly problems: Problem[]) {
		super(problems.map(({ message }) => message).join("\n"));
	}
}
