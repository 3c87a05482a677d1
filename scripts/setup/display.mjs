const REFRESH_MS = 150;
const PLAIN_MS = 10_000;

/**
 * Shows steps at work: on a terminal one line each, redrawn in place; elsewhere
 * (a log, a pipe) a line at the start and the end of each, and between them one
 * at most every ten seconds.
 */
export class Display {
	/** @type {Map<string, { started: number, told: number, note: string }>} */
	#steps = new Map();
	#drawn = 0;
	/** @type {NodeJS.Timeout | undefined} */
	#timer;
	#out;

	/** @param {NodeJS.WriteStream} out */
	constructor(out = process.stdout) {
		this.#out = out;
	}

	/** @param {string} title */
	begin(title) {
		this.#steps.set(title, { started: Date.now(), told: Date.now(), note: "" });
		if (!this.#out.isTTY) {
			this.#out.write(`${pad(title)} start\n`);
			return;
		}
		this.#timer ??= setInterval(() => this.#draw(), REFRESH_MS);
		this.#draw();
	}

	/**
	 * @param {string} title
	 * @param {string} note
	 */
	note(title, note) {
		const step = this.#steps.get(title);
		// One that was on its way when its step ended has nothing more to say.
		if (!step) return;
		step.note = note;
		if (this.#out.isTTY || Date.now() - step.told < PLAIN_MS) return;
		step.told = Date.now();
		this.#out.write(`${pad(title)} ${note}\n`);
	}

	/**
	 * @param {string} title
	 * @param {string} outcome one line, such as `done` or `failed`
	 */
	end(title, outcome, note = "") {
		const step = this.#steps.get(title);
		if (!step) return;
		const { started } = step;
		this.#steps.delete(title);
		const seconds = ((Date.now() - started) / 1000).toFixed(0);
		this.#erase();
		this.#out.write(
			`${pad(title)} ${outcome} in ${seconds} s${note ? `: ${note}` : ""}\n`,
		);
		this.#draw();
		if (this.#steps.size === 0) this.close();
	}

	/** Stops redrawing; what is on the screen stays. */
	close() {
		clearInterval(this.#timer);
		this.#timer = undefined;
		this.#erase();
	}

	#erase() {
		if (this.#drawn > 0) this.#out.write(`\x1b[${this.#drawn}A\x1b[0J`);
		this.#drawn = 0;
	}

	#draw() {
		if (!this.#out.isTTY) return;
		this.#erase();
		const width = (this.#out.columns || 80) - 1;
		for (const [title, { started, note }] of this.#steps) {
			const seconds = Math.floor((Date.now() - started) / 1000);
			const line = `${pad(title)} ${note || "..."}  ${seconds} s`;
			this.#out.write(`${line.slice(0, width)}\n`);
			this.#drawn++;
		}
	}
}

/** @param {string} title */
const pad = (title) => `  ${title.padEnd(13)}`;
