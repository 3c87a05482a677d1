import { expect } from "chai";
import { Cells } from "../src/compile/cells";
import type { Bundle } from "../src/link";
import { RunnerProcess } from "../src/process";

/** A kernel without its wire: compiles and runs cells. */
export class Session {
	private readonly cells = new Cells();
	private readonly runner = new RunnerProcess(
		(output) => {
			if (output.type === "stream") this.printed += output.text;
		},
		() => this.cells.forget(),
	);
	private runs = 0;
	printed = "";
	notes: string[] = [];

	/** The text of a cell's last value; throws what the cell ends with. */
	async run(code: string): Promise<string | undefined> {
		return (await this.show(code))?.["text/plain"] as string | undefined;
	}

	/** What a cell's last value is shown as. */
	async show(code: string): Promise<Bundle | undefined> {
		const { compiled, modules, notes, declare } = this.cells.compile(code);
		declare();
		this.notes.push(...notes);
		this.runner.writeModules(modules);
		const run = ++this.runs;
		const { failure, result } = await this.runner.run(
			run,
			`cell ${run}`,
			compiled,
		);
		if (failure)
			throw Object.assign(new Error(failure.message), { name: failure.name });
		return result?.data;
	}

	/** The value of an expression, by way of JSON. */
	async ask(expression: string): Promise<unknown> {
		const text = await this.run(`console.log(JSON.stringify(${expression}));`);
		expect(text).to.equal(undefined);
		const said = this.printed;
		this.printed = "";
		return JSON.parse(said);
	}

	close(): Promise<void> {
		return this.runner.close();
	}
}
