/**
 * Asks a question in the terminal, to be answered by y or n.
 *
 * @param option what answers it beforehand, for where there is nobody to ask
 * @throws where the answer is not yes, or there is no terminal
 */
export async function confirm(question: string, option: string): Promise<void> {
	if (!process.stdin.isTTY || !process.stdout.isTTY)
		throw new Error(
			`confirm: missing answer: there is no terminal to ask "${question}" in; expected ${option}, which says yes`,
		);
	const { createInterface } = await import("node:readline/promises");
	const asking = createInterface({
		input: process.stdin,
		output: process.stdout,
	});
	// It listens to Ctrl-C, and would keep it to itself.
	asking.on("SIGINT", () => process.emit("SIGINT", "SIGINT"));
	// Ctrl-D ends the input, which is no answer.
	const answer = await asking.question(`${question} [y/N] `).catch(() => "");
	asking.close();
	if (!/^y(es)?$/i.test(answer.trim()))
		throw new Error("confirm: not confirmed: nothing was fetched");
}
