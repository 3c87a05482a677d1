/** One input, as history_reply has it: session, line, and the code with its result. */
type Entry = [
	session: number,
	line: number,
	input: string,
	output: string | null,
];

/** The session that is under way, the only one that is kept. */
const SESSION = 1;

/** What has been run, for clients that go back in it. */
export class History {
	private readonly entries: Entry[] = [];

	add(line: number, input: string, output?: string): void {
		this.entries.push([SESSION, line, input, output ?? null]);
	}

	/** Answers a history_request. */
	find(request: Record<string, unknown>): object {
		const entries = this.select(request);
		return {
			status: "ok",
			history: entries.map(([session, line, input, output]) => [
				session,
				line,
				request.output ? [input, output] : input,
			]),
		};
	}

	private select(request: Record<string, unknown>): Entry[] {
		const { hist_access_type, n, session = 0, start = 0, stop } = request;
		if (hist_access_type === "range") {
			// 0 and below count back from this session.
			if (session !== 0 && session !== SESSION) return [];
			const last = typeof stop === "number" ? stop : Number.POSITIVE_INFINITY;
			return this.entries.filter(
				([, line]) => line >= (start as number) && line < last,
			);
		}
		let found = this.entries;
		if (hist_access_type === "search") {
			const pattern = globPattern(String(request.pattern ?? "*"));
			found = found.filter(([, , input]) => pattern.test(input));
			if (request.unique)
				found = found.filter(
					([, , input], i) => !found.slice(i + 1).some((e) => e[2] === input),
				);
		}
		return typeof n === "number" ? found.slice(-n) : found;
	}
}

/** `*` stands for anything, `?` for one character. */
function globPattern(glob: string): RegExp {
	const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
	return new RegExp(
		`^${escaped.replace(/\*/g, "[^]*").replace(/\?/g, "[^]")}$`,
	);
}
