/** The whole number above 0 that a script was given as `--NAME N`, or else the default. */
export function numberOf(name: string, fallback: number): number {
	const at = process.argv.indexOf(`--${name}`);
	const value = at < 0 ? fallback : Number(process.argv[at + 1]);
	if (!(Number.isInteger(value) && value > 0))
		throw new Error(
			`numberOf: invalid --${name}: ${process.argv[at + 1]}; expected a whole number above 0`,
		);
	return value;
}
