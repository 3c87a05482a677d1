/** What cells have declared, for all of them. */
export const scope: Record<string, unknown> = Object.create(null);

/**
 * Makes room for a name that a cell is about to declare. Until the cell has come
 * to the declaration, an older value stays, and where there is none its name says so.
 */
export function reserve(name: string, label: string): void {
	const before = Object.getOwnPropertyDescriptor(scope, name);
	if (before && "value" in before) return;
	Object.defineProperty(scope, name, {
		configurable: true,
		enumerable: true,
		get:
			before?.get ??
			(() => {
				throw new ReferenceError(
					`${name} has no value: ${label} has not come to its declaration. Run that cell again`,
				);
			}),
		set: (value) =>
			Object.defineProperty(scope, name, {
				value,
				configurable: true,
				enumerable: true,
				writable: true,
			}),
	});
}
