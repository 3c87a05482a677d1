import { spawn } from "node:child_process";
import { join } from "node:path";
import { Command } from "commander";
import { projectFolder } from "../base";
import { example } from "./options";

/** `keypoints doctor`: the same as `npm run doctor`, which works without the packages too. */
export function doctorCommand(): Command {
	return new Command("doctor")
		.description(
			"Look at everything that the course needs, and say for each thing that is missing or wrong what to type. Exit code 0: the course can run.",
		)
		.addHelpText("after", example("doctor"))
		.action(async () => {
			const script = join(projectFolder(), "scripts", "doctor.mjs");
			const child = spawn(process.execPath, [script], { stdio: "inherit" });
			const end = () => child.kill();
			process.once("exit", end);
			process.exitCode = await new Promise<number>((resolve, reject) => {
				child.once("error", reject);
				child.once("close", (code) => resolve(code ?? 1));
			});
			process.off("exit", end);
		});
}
