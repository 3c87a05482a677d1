import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The project that the kernel is part of, whose Jupyter drives it. */
export const project = join(__dirname, "..", "..", "..");

/** Where that Jupyter finds the kernel described. */
export const share = join(project, ".venv", "share", "jupyter");

const windows = process.platform === "win32";

/** A Python that has Jupyter's client. */
export const python = join(
	project,
	".venv",
	...(windows ? ["Scripts", "python.exe"] : ["bin", "python"]),
);

/** Why what needs that Jupyter is skipped; empty where it is there. */
export const why = existsSync(
	join(share, "kernels", "facial-keypoints", "kernel.json"),
)
	? ""
	: " (skipped: set-up could not get JupyterLab)";

/** Runs a program to its end: what it printed, in all. */
export function run(
	program: string,
	args: string[],
	{ cwd = project, env = {} }: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<{ code: number | null; text: string }> {
	const child = spawn(program, args, { cwd, env: { ...process.env, ...env } });
	let text = "";
	for (const stream of [child.stdout, child.stderr])
		stream.on("data", (chunk) => {
			text += chunk;
		});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code) => resolve({ code, text }));
	});
}

/** The path of a script that stands beside the tests. */
export const script = (name: string) => join(project, "kernel", "test", name);
