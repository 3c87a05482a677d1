/** What the project's kernel does for code that runs in a notebook's cell. */
export interface Notebook {
	/** Aborted when the user interrupts the cell. */
	readonly signal: AbortSignal;
	/** Shows something under the cell; with the id of an earlier display in its place. */
	display(
		data: Record<string, unknown>,
		options?: { id?: string; update?: boolean },
	): void;
	newDisplayId(): string;
}

/**
 * The notebook that this code runs in; undefined where it runs elsewhere. The
 * kernel offers its services under a symbol that both know, so that neither
 * imports the other.
 */
export function notebook(): Notebook | undefined {
	return Reflect.get(globalThis, Symbol.for("facial-keypoints.kernel"));
}
