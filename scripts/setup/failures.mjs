/** Something that cannot be had on this machine; the message has the remedy. */
export class Unavailable extends Error {}

/** A registry that could not be reached. */
export class Unreachable extends Error {}

/**
 * What a caught error says, whatever was thrown.
 *
 * @param {unknown} error
 */
export const messageOf = (error) =>
	error instanceof Error ? error.message : String(error);

/**
 * The code of an error of the system's, such as `ENOENT`.
 *
 * @param {unknown} error
 */
export const codeOf = (error) =>
	error instanceof Error && "code" in error ? error.code : undefined;

const NETWORK =
	/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EAI_AGAIN|ENETUNREACH|CERTIFICATE|SELF_SIGNED|SSLError|ProxyError|NewConnectionError|Failed to establish a new connection|ConnectTimeout|ReadTimeout|Max retries exceeded/i;

/** What to do where the network fails: said once, whatever it was that failed. */
export const NETWORK_HELP = `Set-up needs the network once: the npm registry for the library, PyPI for
JupyterLab and TensorFlow. Behind a proxy, set HTTPS_PROXY. A mirror is set with
\`npm config set registry URL\` and \`pip config set global.index-url URL\`, a
certificate of your own with NODE_EXTRA_CA_CERTS and PIP_CERT. Then run
\`npm run setup\` again: what is in place stays in place.`;

/**
 * The error for a tool that has failed: an {@link Unreachable} where it says that
 * the network did, else one with the tool's own words.
 *
 * @param {string} what what was being done, for example `npm ci`
 * @param {{ code: number, stdout: string, stderr: string }} result
 */
export function toolFailure(what, { code, stdout, stderr }) {
	const all = `${stdout}\n${stderr}`;
	if (/ENOSPC|No space left/i.test(all))
		return new Error(`${what} failed: the disk is full`);
	const said = plainErrors(stderr);
	const cause = NETWORK.exec(all)?.[0];
	// pip calls a package that it could not ask for one that has no versions.
	if (cause && /from versions: none/.test(said.join()))
		return new Unreachable(`${what}: PyPI was not reached (${cause})`);
	if (NETWORK.test(said.join()))
		return new Unreachable(`${what}: the registry was not reached (${cause})`);
	const lines = said.length ? said : all.trim().split("\n").slice(-8);
	return new Error(
		`${what} failed (exit code ${code}):\n${lines.slice(-12).join("\n")}`,
	);
}

/**
 * The lines in which npm and pip say what is wrong, without their decoration.
 *
 * @param {string} stderr
 */
function plainErrors(stderr) {
	return stderr
		.split("\n")
		.filter((line) => /^(npm (error|ERR!)|ERROR:)/.test(line))
		.map((line) => line.replace(/^(npm (error|ERR!)|ERROR:)\s?/, "").trimEnd())
		.filter(
			(line) => line && !/complete log of this run|debug-0\.log/.test(line),
		);
}
