import type { Cells } from "./compile/cells";
import { CompileError } from "./compile/compileError";
import { History } from "./history";
import { kernelInfo } from "./info";
import type { CompiledCell } from "./link";
import { type Outcome, type Output, RunnerProcess } from "./process";
import {
	describeFailure,
	describeProblems,
	type ErrorContent,
} from "./traceback";
import type { Header } from "./wire/message";
import type { Request, Sockets } from "./wire/sockets";

/** After a failure, requests that come within this time were sent before it was known. */
const ABORT_MS = 50;

/** How long after a greeting the kernel makes ready for the first cell, unless it is there. */
const WARM_MS = 500;

/** What a cell comes to. */
type Ended =
	| { status: "ok"; data?: Record<string, unknown>; metadata?: object }
	| ({ status: "error" } & ErrorContent);

/**
 * A Jupyter kernel for TypeScript: answers what clients ask
 * (https://jupyter-client.readthedocs.io/en/latest/messaging.html).
 */
export class Kernel {
	private readonly history = new History();
	private readonly runner: RunnerProcess;
	private cellsMade?: Cells;
	private count = 0;
	/** Every run has a number of its own, also those that are not counted. */
	private runs = 0;
	private readonly parents = new Map<number, Header>();
	private readonly sources = new Map<string, string>();
	private readonly queue: Request[] = [];
	private executing?: Request;

	constructor(
		private readonly sockets: Sockets,
		private readonly exit: () => void,
	) {
		this.runner = new RunnerProcess(
			(output) => this.show(output),
			() => this.cellsMade?.forget(),
		);
	}

	/** Made at its first use: it loads the compiler, and greetings come before. */
	private get cells(): Cells {
		const {
			Cells: Made,
		}: typeof import("./compile/cells") = require("./compile/cells");
		this.cellsMade ??= new Made();
		return this.cellsMade;
	}

	/** Takes seconds, which the first cell then does not. */
	private warm(): void {
		if (!this.cellsMade) this.cells.compile("0");
	}

	/** Answers a request, or queues it where it is a cell to run. */
	handle(request: Request): void {
		if (request.header.msg_type === "execute_request") {
			this.queue.push(request);
			if (!this.executing) void this.runQueue();
			return;
		}
		this.busyWith(request, () => this.answer(request));
		// Clients take any "idle" for the kernel's.
		if (this.executing) this.publishStatus("busy", this.executing.header);
	}

	/** Ends the cell that runs. */
	interrupt(): void {
		this.runner.interrupt();
	}

	/** Ends the process that runs cells. */
	close(): Promise<void> {
		return this.runner.close();
	}

	private answer({ header, content, reply }: Request): void {
		const assist = (): typeof import("./assist") => require("./assist");
		const code = String(content.code ?? "");
		const cursor = Number(content.cursor_pos ?? code.length);
		switch (header.msg_type) {
			case "kernel_info_request":
				reply("kernel_info_reply", kernelInfo());
				// Clients greet more than once, and wait for the answers.
				setTimeout(() => this.warm(), WARM_MS).unref();
				break;
			case "complete_request":
				reply("complete_reply", assist().complete(this.cells, code, cursor));
				break;
			case "inspect_request":
				reply("inspect_reply", assist().inspect(this.cells, code, cursor));
				break;
			case "is_complete_request":
				reply("is_complete_reply", assist().isComplete(code));
				break;
			case "history_request":
				reply("history_reply", this.history.find(content));
				break;
			case "comm_info_request":
				reply("comm_info_reply", { status: "ok", comms: {} });
				break;
			case "comm_open":
				this.sockets.publish(
					"comm_close",
					{ comm_id: content.comm_id, data: {} },
					header,
				);
				break;
			case "interrupt_request":
				this.interrupt();
				reply("interrupt_reply", { status: "ok" });
				break;
			case "shutdown_request":
				this.shutDown(Boolean(content.restart), reply);
				break;
		}
	}

	private shutDown(restart: boolean, reply: Request["reply"]): void {
		const content = { status: "ok", restart };
		reply("shutdown_reply", content);
		this.sockets.publish("shutdown_reply", content);
		this.queue.length = 0;
		setImmediate(this.exit);
	}

	private async runQueue(): Promise<void> {
		for (;;) {
			this.executing = this.queue.shift();
			if (!this.executing) return;
			const request = this.executing;
			this.publishStatus("busy", request.header);
			try {
				await this.execute(request);
			} catch (error) {
				console.error(error);
				request.reply("execute_reply", {
					status: "error",
					execution_count: this.count,
					...describeFailure(
						{
							name: "KernelError",
							message: String(error),
							stack: String((error as Error).stack),
						},
						this.sources,
					),
				});
			}
			this.publishStatus("idle", request.header);
		}
	}

	/** Runs the cell of a request, and shows what comes of it. */
	private async execute({ header, content, reply }: Request): Promise<void> {
		const code = String(content.code ?? "");
		const silent = content.silent === true;
		const counted = !silent && content.store_history !== false;
		if (counted) this.count++;
		const execution_count = this.count;
		const label = counted ? `cell ${this.count}` : `uncounted ${this.runs + 1}`;
		if (!silent)
			this.sockets.publish("execute_input", { code, execution_count }, header);
		const ended = await this.run(code, label, header);
		if (counted) this.history.add(this.count, code, textOf(ended));
		if (ended.status === "error") {
			const { status, ...error } = ended;
			this.sockets.publish("error", error, header);
			const stops = content.stop_on_error !== false && !silent;
			const behind = stops ? await this.takeQueue() : [];
			reply("execute_reply", { status, execution_count, ...error });
			for (const request of behind) this.abort(request);
			return;
		}
		const { data, metadata = {} } = ended;
		if (data && !silent)
			this.sockets.publish(
				"execute_result",
				{ execution_count, data, metadata },
				header,
			);
		reply("execute_reply", {
			status: "ok",
			execution_count,
			payload: [],
			user_expressions: await this.evaluate(
				content.user_expressions as Record<string, string> | undefined,
				header,
			),
		});
	}

	/** The expressions that a client wants to know the values of, after its cell. */
	private async evaluate(
		expressions: Record<string, string> = {},
		header: Header,
	): Promise<Record<string, Ended>> {
		const values: Record<string, Ended> = {};
		for (const [name, expression] of Object.entries(expressions)) {
			const label = `expression ${name}`;
			const ended = await this.run(`(${expression})`, label, header);
			values[name] =
				ended.status === "ok"
					? { data: { "text/plain": "undefined" }, metadata: {}, ...ended }
					: ended;
		}
		return values;
	}

	private async run(
		code: string,
		label: string,
		header: Header,
	): Promise<Ended> {
		const id = ++this.runs;
		this.parents.set(id, header);
		this.sources.set(label, code);
		let compiled: CompiledCell;
		try {
			const made = this.cells.compile(code);
			made.declare();
			compiled = made.compiled;
			if (made.modules.length) this.runner.writeModules(made.modules);
			for (const note of made.notes) this.note(note, header);
		} catch (error) {
			if (!(error instanceof CompileError)) throw error;
			return { status: "error", ...describeProblems(error.problems, label) };
		}
		return this.endedAs(await this.runner.run(id, label, compiled));
	}

	private endedAs({ failure, result }: Outcome): Ended {
		return failure
			? { status: "error", ...describeFailure(failure, this.sources) }
			: { status: "ok", ...result };
	}

	/** What was queued behind a cell that has failed. */
	private async takeQueue(): Promise<Request[]> {
		await new Promise((resolve) => setTimeout(resolve, ABORT_MS));
		return this.queue.splice(0);
	}

	private abort(request: Request): void {
		this.busyWith(request, () =>
			// Without a count: clients would show it as that of a cell that has run.
			request.reply("execute_reply", { status: "aborted" }),
		);
	}

	private show(output: Output): void {
		const header = this.parents.get(output.cell || this.runs);
		if (output.type === "stream") {
			const { name, text } = output;
			this.sockets.publish("stream", { name, text }, header);
		} else if (output.type === "display")
			this.sockets.publish(
				output.update ? "update_display_data" : "display_data",
				output.display,
				header,
			);
		else if (output.type === "clear")
			this.sockets.publish("clear_output", { wait: output.wait }, header);
		else
			this.sockets.publish(
				"error",
				describeFailure(output.failure, this.sources),
				header,
			);
	}

	/** A word of the kernel's beside what the cell prints. */
	private note(text: string, header: Header): void {
		this.sockets.publish(
			"stream",
			{ name: "stderr", text: `note: ${text}\n` },
			header,
		);
	}

	private busyWith({ header }: Request, work: () => void): void {
		this.publishStatus("busy", header);
		try {
			work();
		} catch (error) {
			console.error(error); // one request that fails must not end the kernel
		}
		this.publishStatus("idle", header);
	}

	private publishStatus(execution_state: string, header?: Header): void {
		this.sockets.publish("status", { execution_state }, header);
	}
}

function textOf(ended: Ended): string | undefined {
	return ended.status === "ok"
		? (ended.data?.["text/plain"] as string | undefined)
		: undefined;
}
