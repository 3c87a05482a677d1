/**
 * The port that `--port` names; undefined without one.
 *
 * @param {string | undefined} value
 * @throws where it is none
 */
export function readPort(value) {
	if (value === undefined) return undefined;
	const port = Number(value);
	if (Number.isInteger(port) && 0 < port && port < 65536) return port;
	throw new Error(
		`invalid --port: ${value}; expected a number from 1 to 65535`,
	);
}
