/**
 * The signal of the notebook cell that runs, where the project's kernel runs it:
 * aborted when the user interrupts the cell. The kernel offers its services under
 * a symbol that both know, so that neither imports the other.
 */
export function cellSignal(): AbortSignal | undefined {
	const services = Reflect.get(
		globalThis,
		Symbol.for("facial-keypoints.kernel"),
	) as { signal: AbortSignal } | undefined;
	return services?.signal;
}
