import { spawn } from "node:child_process";
import { Command, Option } from "commander";
import { example, overwriteOption, portNumber, SHIPPED_RUN } from "./options";

interface AppArguments {
	build?: string;
	overwrite?: boolean;
	port?: number;
	host: string;
	browser: boolean;
}

/** `keypoints app`: a page that finds and labels points, served or as files. */
export function appCommand(): Command {
	return new Command("app")
		.description(
			"Serve a page that finds the 15 points in photos and in the webcam's picture, and labels photos, until Ctrl-C; or write it as files for any web server.",
		)
		.argument(
			"[run]",
			`folder of the run whose model it is (default: ${SHIPPED_RUN}, which comes with the project)`,
		)
		.option(
			"--port <n>",
			"serve on this port and no other (default: 8600, or the next one that is free)",
			portNumber,
		)
		.option(
			"--host <address>",
			"the address to listen on; by default only programs of this machine reach it",
			"127.0.0.1",
		)
		.option("--no-browser", "print the address, and open no browser")
		.addOption(
			new Option(
				"--build <folder>",
				"write the page as files instead of serving it",
			).conflicts(["port", "host", "browser"]),
		)
		.addOption(overwriteOption())
		.addHelpText(
			"after",
			example("app", "app runs/first --port 9000", "app --build site"),
		)
		.action((run = SHIPPED_RUN, options: AppArguments) =>
			options.build === undefined
				? serve(run, options)
				: build(run, options.build, options),
		);
}

async function build(
	run: string,
	folder: string,
	{ overwrite }: AppArguments,
): Promise<void> {
	const { buildApp } = await import("../serve");
	const built = await buildApp(run, folder, { overwrite });
	const megabytes = (count: number) => (count / 1e6).toFixed(1);
	console.log(
		`${folder}: ${built.files} files, ${megabytes(built.bytes)} MB, ${megabytes(built.transfer)} MB in transfer where the host compresses. Host it anywhere under https.`,
	);
}

/** The server keeps the process going; Ctrl-C ends both. */
async function serve(
	run: string,
	{ host, port, browser, overwrite }: AppArguments,
): Promise<void> {
	if (overwrite)
		throw new Error(
			"app: missing --build; expected it with --overwrite, since a served page writes nothing",
		);
	const { isLoopback, startApp } = await import("../serve");
	console.log("Starting the app ...");
	const { url } = await startApp(run, { host, port });
	console.log(`\nModel  ${run}\nPage   ${url}\nStop   Ctrl-C\n`);
	if (!isLoopback(host))
		console.warn(
			`Every machine that reaches ${host} can use this page and its interface, without a password and unencrypted. Browsers give the webcam to pages of this machine and of https sites only.\n`,
		);
	if (browser) openBrowser(url);
}

/** Where there is no browser to open, the address has been printed. */
function openBrowser(url: string): void {
	const openers: Partial<Record<NodeJS.Platform, string[]>> = {
		darwin: ["open", url],
		win32: ["cmd", "/c", "start", "", url],
	};
	const [program, ...args] = openers[process.platform] ?? ["xdg-open", url];
	spawn(program, args, { stdio: "ignore", detached: true })
		.on("error", () => {})
		.unref();
}
