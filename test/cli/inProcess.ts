import { type Command, CommanderError } from "commander";
import { startBackend } from "../../src/backend";
import { createProgram, describeError } from "../../src/cli/program";
import type { Ended } from "./keypoints";

/**
 * What a command line does, in this process: a second of work less than in one of
 * its own, for commands that no signal reaches. Nothing is a terminal meanwhile.
 */
export async function inProcess(args: string[]): Promise<Ended> {
	await startBackend();
	const program = createProgram();
	throwInsteadOfExit(program);
	const stdout = capture(process.stdout);
	const stderr = capture(process.stderr);
	const { exitCode } = process;
	process.exitCode = undefined;
	try {
		await program.parseAsync(["node", "keypoints", ...args]);
	} catch (error) {
		if (error instanceof CommanderError) process.exitCode = error.exitCode;
		else {
			console.error(describeError(error));
			process.exitCode = 1;
		}
	}
	const code = Number(process.exitCode ?? 0);
	process.exitCode = exitCode;
	return { code, stdout: stdout.end(), stderr: stderr.end() };
}

function throwInsteadOfExit(command: Command): void {
	command.exitOverride();
	for (const each of command.commands) throwInsteadOfExit(each);
}

/** Collects what is written to a stream of this process, until `end` gives it. */
function capture(stream: NodeJS.WriteStream): { end(): string } {
	const { write, isTTY } = stream;
	let text = "";
	stream.isTTY = false;
	stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
		text += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString();
		const written = rest.at(-1);
		if (typeof written === "function") written();
		return true;
	};
	return {
		end() {
			Object.assign(stream, { write, isTTY });
			return text;
		},
	};
}
