import { readFileSync } from "node:fs";
import { Publisher, Reply, Router } from "zeromq";
import { type Header, type Message, Signer } from "./message";

/** The file by which Jupyter says where it will look for the kernel. */
export interface Connection {
	transport: string;
	ip: string;
	key: string;
	signature_scheme: string;
	shell_port: number;
	iopub_port: number;
	stdin_port: number;
	control_port: number;
	hb_port: number;
}

/** A request, with the socket on which its answer goes back. */
export interface Request extends Message {
	reply(type: string, content: object): void;
}

/** What comes in on the two sockets that carry requests. */
export type Listener = (request: Request, channel: "shell" | "control") => void;

/** The five sockets between a kernel and those who use it. */
export class Sockets {
	private readonly iopub = new Publisher();
	private readonly shell = new Router();
	private readonly control = new Router();
	private readonly stdin = new Router();
	private readonly heartbeat = new Reply();
	private readonly signer: Signer;
	/** The end of what is being sent: a socket sends one message at a time. */
	private readonly sending = new Map<object, Promise<void>>();

	constructor(private readonly connection: Connection) {
		if ((connection.signature_scheme || "hmac-sha256") !== "hmac-sha256")
			throw new Error(
				`kernel: unknown signature_scheme: ${connection.signature_scheme}; expected hmac-sha256`,
			);
		this.signer = new Signer(connection.key);
		// Without a limit nothing is dropped where a reader is slow.
		this.iopub.sendHighWaterMark = 0;
		this.shell.sendHighWaterMark = 0;
		this.control.sendHighWaterMark = 0;
	}

	/** Opens all five and hands every request that is signed to the listener. */
	async open(listener: Listener): Promise<void> {
		const { transport, ip, ...ports } = this.connection;
		const separator = transport === "ipc" ? "-" : ":";
		const address = (port: number) => `${transport}://${ip}${separator}${port}`;
		await Promise.all([
			this.iopub.bind(address(ports.iopub_port)),
			this.shell.bind(address(ports.shell_port)),
			this.control.bind(address(ports.control_port)),
			this.stdin.bind(address(ports.stdin_port)),
			this.heartbeat.bind(address(ports.hb_port)),
		]);
		void this.receive("shell", listener);
		void this.receive("control", listener);
		void this.echo();
	}

	/** Tells everybody who listens. */
	publish(type: string, content: object, parent?: Header): void {
		const frames = this.signer.encode([type], type, content, parent);
		this.send(this.iopub, frames);
	}

	/** Closes the sockets once everything is sent. */
	async close(): Promise<void> {
		await Promise.all(this.sending.values());
		for (const socket of [
			...[this.shell, this.control, this.stdin],
			...[this.heartbeat, this.iopub],
		]) {
			socket.linger = 1000;
			socket.close();
		}
	}

	private async receive(
		channel: "shell" | "control",
		listener: Listener,
	): Promise<void> {
		const socket = this[channel];
		for await (const frames of socket) {
			let message: Message;
			try {
				message = this.signer.decode(frames);
			} catch (error) {
				console.error((error as Error).message);
				continue;
			}
			const { identities, header } = message;
			const reply = (type: string, content: object) =>
				this.send(
					socket,
					this.signer.encode(identities, type, content, header),
				);
			listener({ ...message, reply }, channel);
		}
	}

	private async echo(): Promise<void> {
		for await (const frames of this.heartbeat)
			await this.heartbeat.send(frames);
	}

	private send(socket: Publisher | Router, frames: (Buffer | string)[]): void {
		const before = this.sending.get(socket) ?? Promise.resolve();
		const sent = before
			.then(() => socket.send(frames))
			.catch((error) => console.error(`kernel: not sent: ${error.message}`));
		this.sending.set(socket, sent);
	}
}

/** @throws where the file is not there, or lacks a field */
export function readConnection(file: string): Connection {
	const connection = JSON.parse(readFileSync(file, "utf8"));
	for (const name of ["transport", "ip", "shell_port", "iopub_port"])
		if (connection[name] === undefined)
			throw new Error(
				`kernel: missing ${name} in ${file}; expected a connection file of Jupyter`,
			);
	return connection;
}
