import { spawnSync } from "node:child_process";
import { codeOf } from "../setup/failures.mjs";

/**
 * Runs a program: what it prints, or why it did not.
 *
 * @param {string} program
 * @param {string[]} args
 * @returns {{ out?: string, error?: string, absent?: boolean }}
 */
export function ask(program, args) {
	const { status, stdout, stderr, error } = spawnSync(program, args, {
		encoding: "utf8",
		timeout: 20_000,
	});
	if (codeOf(error) === "ENOENT") return { absent: true };
	if (status === 0 && stdout.trim()) return { out: stdout.trim() };
	const said = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n")[0];
	return { error: error?.message ?? (said || `exit code ${status}`) };
}
