import { Command } from "commander";
import { projectVersion } from "../base";
import { appCommand } from "./app";
import { dataCommand } from "./data";
import { doctorCommand } from "./doctor";
import { drawCommand } from "./draw";
import { evaluateCommand } from "./evaluate";
import { exportCommand } from "./export";
import { endOnInterrupt } from "./interrupt";
import { modelsCommand } from "./models";
import { plotCommand } from "./plot";
import { predictCommand } from "./predict";
import { reproduceCommand } from "./reproduce";
import { submitCommand } from "./submit";
import { trainCommand } from "./train";

/** The command `keypoints` with all its subcommands. */
export function createProgram(): Command {
	const program = new Command("keypoints")
		.description(
			"Facial keypoint detection: 15 points on grey images of 96x96 pixels.",
		)
		.version(projectVersion())
		.showHelpAfterError("(add --help for an example)")
		.addCommand(dataCommand())
		.addCommand(drawCommand())
		.addCommand(modelsCommand())
		.addCommand(trainCommand())
		.addCommand(evaluateCommand())
		.addCommand(plotCommand())
		.addCommand(exportCommand())
		.addCommand(submitCommand())
		.addCommand(predictCommand())
		.addCommand(reproduceCommand())
		.addCommand(appCommand())
		.addCommand(doctorCommand());
	inherit(program);
	return program;
}

/** Has subcommands point to their help after an error, too. */
function inherit(command: Command): void {
	for (const each of command.commands) {
		each.copyInheritedSettings(command);
		inherit(each);
	}
}

/**
 * Runs a command line to its end and sets the exit code: 0 on success, 1 on an
 * error, which is printed as one paragraph (with its stack where DEBUG is set),
 * 130 after Ctrl-C.
 */
export async function runCommandLine(argv: string[]): Promise<void> {
	endOnInterrupt();
	// Whoever reads the output may stop early, as `head` does.
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") process.exit(0);
		throw error;
	});
	try {
		await createProgram().parseAsync(argv);
	} catch (error) {
		console.error(describeError(error));
		process.exitCode = 1;
	}
}

/** One paragraph for whoever typed a command that failed; with the stack where DEBUG is set. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) return `keypoints: ${error}`;
	return process.env.DEBUG
		? `keypoints: ${error.stack}`
		: `keypoints: ${error.message}`;
}
