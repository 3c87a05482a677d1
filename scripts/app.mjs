import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensure } from "./setup/ensure.mjs";
import { folders } from "./setup/paths.mjs";
import { readPort } from "./setup/port.mjs";

const USAGE = `npm run app [-- RUN] [OPTIONS]

Serves a page that finds the 15 points in photos and in the webcam's picture, and
labels photos. The model is the one that comes with the project, or that of RUN.

--no-browser   prints the address and opens no browser
--port N       serves on this port and no other (else 8600 or the next free one)
--host HOST    listens on this address (127.0.0.1, which only this machine reaches)
--build DIR    writes the page as files for any web server, and ends`;

/** The model that comes with the project. */
const SHIPPED = join("models", "slim");

const options = readOptions(process.argv.slice(2));
await ensure("npm run app", ["packages", "compile", "links"]);
try {
	const { buildApp, isLoopback, startApp } = (
		await import(`file://${join(folders.dist, "src", "serve", "index.js")}`)
	).default;
	if (options.build) await build(buildApp, options);
	else await serve({ isLoopback, startApp }, options);
} catch (error) {
	console.error(error.message);
	process.exit(1);
}

async function build(buildApp, { run, build: folder }) {
	const { files, bytes, transfer } = await buildApp(run, folder);
	const megabytes = (count) => (count / 1e6).toFixed(1);
	console.log(
		`${folder}: ${files} files, ${megabytes(bytes)} MB, ${megabytes(transfer)} MB in transfer where the host compresses. Host it anywhere under https.`,
	);
}

async function serve({ isLoopback, startApp }, { run, host, port, browser }) {
	console.log("Starting the app ...");
	const app = await startApp(run, { host, port });
	console.log(`\nModel  ${run}`);
	console.log(`Page   ${app.url}`);
	console.log("Stop   Ctrl-C\n");
	if (host && !isLoopback(host))
		console.warn(
			`Every machine that reaches ${host} can use this page and its interface, without a password and unencrypted. Browsers give the webcam to pages of this machine and of https sites only.\n`,
		);
	if (browser) openBrowser(app.url);
	for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
		process.once(signal, async () => {
			await app.close();
			process.exit(0);
		});
}

/** Where there is no browser to open, the address has been printed. */
function openBrowser(url) {
	const [command, ...args] = {
		darwin: ["open", url],
		win32: ["cmd", "/c", "start", "", url],
	}[process.platform] ?? ["xdg-open", url];
	spawn(command, args, { stdio: "ignore", detached: true })
		.on("error", () => {})
		.unref();
}

function readOptions(args) {
	try {
		const { values, positionals } = parseArgs({
			args,
			allowPositionals: true,
			options: {
				build: { type: "string" },
				help: { type: "boolean", short: "h" },
				host: { type: "string" },
				"no-browser": { type: "boolean" },
				port: { type: "string" },
			},
		});
		if (values.help) {
			console.log(USAGE);
			process.exit(0);
		}
		if (positionals.length > 1)
			throw new Error(`unknown argument: ${positionals[1]}; expected one RUN`);
		const port = readPort(values.port);
		const { build, host } = values;
		const run = positionals[0] ?? SHIPPED;
		return { run, port, host, build, browser: !values["no-browser"] };
	} catch (error) {
		console.error(`app: ${error.message}\n\n${USAGE}`);
		process.exit(2);
	}
}
