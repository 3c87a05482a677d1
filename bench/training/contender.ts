import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A child process that trains and predicts when it is asked to, and idles meanwhile. */
export class Contender {
	private readonly lines: AsyncIterator<string>;
	private readonly errors: string[] = [];

	private constructor(
		/** What people call it. */
		readonly name: string,
		private readonly child: ChildProcessWithoutNullStreams,
	) {
		this.lines = createInterface({ input: child.stdout })[
			Symbol.asyncIterator
		]();
		child.stderr.on("data", (data) => this.errors.push(String(data)));
		// A child that has died shows when its answer is missing.
		child.stdin.on("error", () => {});
	}

	/** Starts one; `versions` is what it computes with, beside what else it says first. */
	static async start(
		name: string,
		[program, ...args]: string[],
		env: Record<string, string> = {},
	): Promise<
		Record<string, unknown> & { contender: Contender; versions: string }
	> {
		const child = spawn(program, args, {
			stdio: "pipe",
			env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3", ...env },
		});
		const failed = new Promise<never>((_, reject) => {
			child.once("error", (error) =>
				reject(new Error(`bench: ${name} does not start: ${error.message}`)),
			);
		});
		failed.catch(() => {});
		const contender = new Contender(name, child);
		const answer = await Promise.race([contender.answer(), failed]);
		return { ...answer, contender, versions: String(answer.versions) };
	}

	/** Has it do something, and gives its answer. */
	ask<Answer>(what: string, request: object = {}): Promise<Answer> {
		this.child.stdin.write(`${JSON.stringify({ do: what, ...request })}\n`);
		return this.answer() as Promise<Answer>;
	}

	stop(): void {
		this.child.kill();
	}

	private async answer(): Promise<Record<string, unknown>> {
		for (;;) {
			const { done, value } = await this.lines.next();
			if (done)
				throw new Error(
					`bench: ${this.name} has ended: ${this.errors.join("").trim().slice(-2000) || "without a word"}`,
				);
			if (value.startsWith("{")) return JSON.parse(value);
		}
	}
}
