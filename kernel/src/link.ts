/** What is shown, by MIME type: text, or base64 of bytes, or what JSON can hold. */
export type Bundle = Record<string, unknown>;

/** Something to show, as the protocol's display_data has it. */
export interface Display {
	data: Bundle;
	metadata: Record<string, unknown>;
	transient?: { display_id?: string };
}

/** An error on its way to the notebook. */
export interface Failure {
	name: string;
	message: string;
	/** Its stack with the lines of cells as they were written; may be empty. */
	stack: string;
	cause?: Failure;
}

/** A cell that is ready to run. */
export interface CompiledCell {
	/** JavaScript that reads and leaves names in one scope (compile/calls.ts). */
	code: string;
	/** A source map in JSON, which leads from the code to what was written. */
	map: string;
	/** The names that it declares. */
	names: string[];
}

/** What the process that talks to Jupyter tells the process that runs cells. */
export type ToRunner =
	| { type: "run"; cell: number; label: string; compiled: CompiledCell }
	| { type: "modules"; modules: [path: string, source: string][] }
	| { type: "interrupt"; id: number };

/** And what it is told. Everything but `ready` and `heard` belongs to a cell. */
export type FromRunner =
	| { type: "ready" }
	| { type: "heard"; id: number }
	| { type: "stream"; cell: number; name: "stdout" | "stderr"; text: string }
	| { type: "display"; cell: number; display: Display; update: boolean }
	| { type: "clear"; cell: number; wait: boolean }
	/** Something that the cell left running has failed. */
	| { type: "stray"; cell: number; failure: Failure }
	/** Library code in the cell watches for an interrupt, and will end by itself. */
	| { type: "watching"; cell: number }
	| { type: "done"; cell: number; failure?: Failure; result?: Display };

/** Where the runner writes what it has to say; it listens for its end on the next. */
export const SAYS = 3;
export const WATCHES = 4;
