import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { projectFolder } from "../../src/base/paths";

/** The URL of a module of `scripts/`, as an import in quotes. */
export function script(...path: string[]): string {
	const file = join(projectFolder(), "scripts", ...path);
	return JSON.stringify(pathToFileURL(file).href);
}

/** A process at work: what it has printed, and how it ends. */
export interface Running {
	pid: number;
	printed(): string;
	/** Resolves when the process has printed this. */
	says(text: string): Promise<void>;
	/** Its exit code, or null where it was killed. */
	ended: Promise<number | null>;
}

/** Starts a command, with `env` added to ours, and collects what it prints. */
export function start(
	[program, ...args]: string[],
	env: NodeJS.ProcessEnv = {},
): Running {
	const child = spawn(program, args, {
		env: { ...process.env, ...env },
		stdio: ["ignore", "pipe", "pipe"],
	});
	let text = "";
	const listeners = new Set<() => void>();
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (piece) => {
			text += piece;
			for (const listener of listeners) listener();
		});
	return {
		pid: child.pid ?? 0,
		printed: () => text,
		says: (wanted) =>
			new Promise((resolve) => {
				const look = () => text.includes(wanted) && resolve();
				listeners.add(look);
				look();
			}),
		ended: new Promise((resolve) => child.once("close", resolve)),
	};
}

/** Runs a few lines of ES module code under this Node. */
export function startCode(code: string): Running {
	return start([process.execPath, "--input-type=module", "-e", code]);
}
