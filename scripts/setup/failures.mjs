/** Something that cannot be had on this machine; the message has the remedy. */
export class Unavailable extends Error {}

/** A registry that could not be reached. */
export class Unreachable extends Error {}

const NETWORK =
	/ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|EAI_AGAIN|ENETUNREACH|CERTIFICATE|SELF_SIGNED|SSLError|ProxyError|NewConnectionError|Failed to establish a new connection|ConnectTimeout|ReadTimeout|Max retries exceeded/i;

/** What to do where the network fails: said once, whatever it was that failed. */
export const NETWORK_HELP = `Set-up needs the network once: the npm registry for the library, PyPI for
JupyterLab and TensorFlow. Behind a proxy, set HTTPS_PROXY. A mirror is set with
\`npm config set registry URL\` and \`pip config set global.index-url URL\`, a
certificate of your own with NODE_EXTRA_CA_CERTS and PIP_CERT. Then run
\`npm run setup\` again: what is in place stays in place.`;

/**
 * The error for a tool that has failed: an {@link Unreachable} where its output
 * speaks of the network, else one with the tool's own words.
 *
 * @param {string} what what was being done, for example `npm ci`
 * @param {{ code: number, stdout: string, stderr: string }} result
 */
export function toolFailure(what, { code, stdout, stderr }) {
	const all = `${stdout}\n${stderr}`;
	const lines = plainErrors(stderr).length
		? plainErrors(stderr)
		: all.trim().split("\n").slice(-8);
	const text = `${what} failed (exit code ${code}):\n${lines.slice(-12).join("\n")}`;
	if (/ENOSPC|No space left/i.test(all))
		return new Error(`${what} failed: the disk is full`);
	return NETWORK.test(all) ? new Unreachable(text) : new Error(text);
}

/** The lines in which npm and pip say what is wrong, without their decoration. */
function plainErrors(stderr) {
	return stderr
		.split("\n")
		.filter((line) => /^(npm (error|ERR!)|ERROR:)/.test(line))
		.map((line) => line.replace(/^(npm (error|ERR!)|ERROR:)\s?/, "").trimEnd())
		.filter(
			(line) => line && !/complete log of this run|debug-0\.log/.test(line),
		);
}
