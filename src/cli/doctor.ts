import { Command } from "commander";
import { example } from "./options";
import type { Finding } from "./trial";

/** `keypoints doctor`: whether the library works here; `npm run doctor` asks it too. */
export function doctorCommand(): Command {
	return new Command("doctor")
		.description(
			"Try out what the commands stand on: start the backend, train a step, read the data; and say for each that does not work what to type. Exit code 0: they work. `npm run doctor` does this too, after a look at the installation: packages, Python, Jupyter, kernel, GPU, disk.",
		)
		.addHelpText("after", example("doctor"))
		.action(async () => {
			const { tryOut } = await import("./trial");
			for await (const finding of tryOut()) {
				console.log(show(finding));
				if (finding.state === "bad") process.exitCode = 1;
			}
		});
}

const MARKS = { good: "✔", poor: "!", bad: "✘" };

/** A finding as one line, as `npm run doctor` reads it. */
function show({ name, state, says, remedy }: Finding): string {
	const text = says.trim().replace(/\s*\n\s*/g, "; ");
	return `${MARKS[state]} ${name.padEnd(10)} ${text}${remedy ? ` → ${remedy}` : ""}`;
}
