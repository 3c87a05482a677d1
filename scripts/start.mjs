import { readArguments } from "./arguments.mjs";
import { ensure } from "./setup/ensure.mjs";
import { messageOf } from "./setup/failures.mjs";
import { startJupyter } from "./setup/jupyter-server.mjs";
import { readPort } from "./setup/port.mjs";
import { describeBackend } from "./setup/report.mjs";

const USAGE = `npm start [-- OPTIONS]

Opens the notebooks in JupyterLab, after a set-up where something is missing.

--no-browser   prints the address and opens no browser
--port N       serves on this port and no other (else 8888 or the next free one)
--ip ADDRESS   listens on this address (localhost); 0.0.0.0 inside a container`;

const options = readArguments(
	{
		name: "start",
		usage: USAGE,
		options: {
			"no-browser": { type: "boolean" },
			port: { type: "string" },
			ip: { type: "string" },
		},
	},
	({ flags, texts }) => ({
		port: readPort(texts.port),
		ip: texts.ip,
		browser: !flags.has("no-browser"),
	}),
);
await ensure("npm start", [
	"packages",
	"jupyter",
	"compile",
	"links",
	"kernel",
]);
try {
	process.exit(await serve(options));
} catch (error) {
	console.error(messageOf(error));
	process.exit(1);
}

/**
 * Serves until somebody stops it; its exit code.
 *
 * @param {Parameters<typeof startJupyter>[0]} options
 */
async function serve(options) {
	let stopping = false;
	/** @type {Awaited<ReturnType<typeof startJupyter>> | undefined} */
	let server;
	const stop = () => {
		if (stopping) return;
		stopping = true;
		console.log("\nStopping JupyterLab and its kernels ...");
		server?.stop();
	};
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
		process.on(signal, stop);
	console.log("Starting JupyterLab ...");
	const backend = describeBackend();
	server = await startJupyter(options);
	if (stopping) await server.stop();
	else {
		console.log(`\nBackend    ${await backend}`);
		console.log(`Notebooks  ${server.url}`);
		console.log("Stop       Ctrl-C\n");
	}
	const code = await server.ended;
	if (stopping) return 0;
	throw new Error(
		`start: JupyterLab ended by itself (exit code ${code}); .cache/jupyter/jupyter.log says why`,
	);
}
