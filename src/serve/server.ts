import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import { API_LIMITS, type ApiLimits, createApi, sendJson } from "./api";
import { discard } from "./body";
import { guardConnections } from "./connections";
import { SECURITY_HEADERS } from "./headers";
import { isOwnHost } from "./hosts";
import { HttpError } from "./httpError";
import { makePage, type PageFile } from "./pageFiles";
import { Predictor, type PredictorOptions } from "./predictor";

export interface AppOptions extends PredictorOptions {
	/** The port; without it 8600, or the next one that is free. 0 is any that is free. */
	port?: number;
	/** The address to listen on. Default 127.0.0.1, which only programs of this machine reach. */
	host?: string;
	/** Limits of the interface for programs. */
	limits?: Partial<ApiLimits>;
}

/** A server that runs. */
export interface App {
	/** Where the page is. */
	url: string;
	port: number;
	/** Ends the server with all its connections. */
	close(): Promise<void>;
}

const FIRST_PORT = 8600;
const PORTS_TRIED = 20;

/**
 * Serves the page of a run's model, and its interface for programs. Nothing of
 * what is sent to it is stored.
 *
 * @param run folder of the run
 * @throws where the run has no usable checkpoint, or the port is taken
 */
export async function startApp(
	run: string,
	options: AppOptions = {},
): Promise<App> {
	const { host = "127.0.0.1", port } = options;
	const page = await makePage(run);
	const predictor = new Predictor(run, options);
	const limits = { ...API_LIMITS, ...options.limits };
	const api = createApi(page.model, predictor, host, limits);
	// A body has a limit of its own, and an answer for whoever exceeds it.
	const requestTimeout = limits.time + 5000;
	const server = createServer({
		headersTimeout: Math.min(10_000, requestTimeout),
		requestTimeout,
		connectionsCheckingInterval: 1000,
		keepAliveTimeout: 5000,
	});
	// Longer than a body may take; for a prediction there is no limit of this kind.
	server.timeout = requestTimeout;
	guardConnections(server);
	server.on("request", (request, response) => {
		answer(request, response).catch((error) =>
			refuse(request, response, error),
		);
	});
	server.on("clientError", refuseClient);
	async function answer(request: IncomingMessage, response: ServerResponse) {
		for (const [name, value] of Object.entries(SECURITY_HEADERS))
			response.setHeader(name, value);
		if (!isOwnHost(request.headers.host, host))
			throw new HttpError(
				421,
				"invalid Host header; expected this server's own address",
			);
		const [path] = (request.url ?? "").split("?");
		if (path.startsWith("/api/"))
			sendJson(request, response, 200, await api(request, response));
		else sendFile(request, response, page.files.get(fileOf(path)));
	}
	try {
		await listen(server, host, port);
	} catch (error) {
		predictor.close();
		throw error;
	}
	// In the background; a failure shows at the first photo.
	predictor.start().catch(() => {});
	const { port: taken } = server.address() as AddressInfo;
	const name = host.includes(":") ? `[${host}]` : host;
	return {
		url: `http://${name === "0.0.0.0" || name === "[::]" ? "127.0.0.1" : name}:${taken}/`,
		port: taken,
		async close() {
			predictor.close();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

/** The file of a path: a key to look up, never a place on the disk. */
function fileOf(path: string): string {
	return path === "/" ? "index.html" : path.slice(1);
}

function sendFile(
	request: IncomingMessage,
	response: ServerResponse,
	file: PageFile | undefined,
): void {
	if (!file) throw new HttpError(404, "there is no such file");
	const { method, headers } = request;
	if (method !== "GET" && method !== "HEAD")
		throw new HttpError(405, "invalid method; expected GET", {
			allow: "GET, HEAD",
		});
	const accepted = new Set(
		String(headers["accept-encoding"] ?? "")
			.split(",")
			.map((name) => name.split(";")[0].trim()),
	);
	const encoding = (["brotli", "gzip"] as const).find(
		(each) => file[each] && accepted.has(each === "brotli" ? "br" : each),
	);
	const etag = `"${file.tag}${encoding ? `-${encoding}` : ""}"`;
	const common = {
		etag,
		"cache-control": "no-cache",
		vary: "accept-encoding",
	};
	if (headers["if-none-match"] === etag) {
		response.writeHead(304, common).end();
		return;
	}
	const bytes = encoding ? (file[encoding] as Uint8Array) : file.bytes;
	response.writeHead(200, {
		...common,
		"content-type": file.type,
		"content-length": bytes.length,
		...(encoding && {
			"content-encoding": encoding === "brotli" ? "br" : encoding,
		}),
	});
	response.end(method === "HEAD" ? undefined : bytes);
	discard(request);
}

function refuse(
	request: IncomingMessage,
	response: ServerResponse,
	error: unknown,
): void {
	if (error instanceof HttpError) {
		const { status, message, headers } = error;
		sendJson(request, response, status, { error: message }, headers);
		return;
	}
	console.error(error);
	const message = "the server failed; its terminal says why";
	sendJson(request, response, 500, { error: message });
}

/** What cannot be read as a request is answered as well. */
function refuseClient(error: NodeJS.ErrnoException, socket: Duplex): void {
	if (error.code === "ECONNRESET" || !socket.writable) {
		socket.destroy();
		return;
	}
	const status =
		error.code === "ERR_HTTP_REQUEST_TIMEOUT"
			? "408 Request Timeout"
			: error.code === "HPE_HEADER_OVERFLOW"
				? "431 Request Header Fields Too Large"
				: "400 Bad Request";
	const body = `${JSON.stringify({ error: status.slice(4).toLowerCase() })}\n`;
	socket.end(
		`HTTP/1.1 ${status}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
	);
}

async function listen(
	server: Server,
	host: string,
	port: number | undefined,
): Promise<void> {
	const first = port ?? FIRST_PORT;
	const last = port === undefined ? FIRST_PORT + PORTS_TRIED - 1 : port;
	for (let next = first; ; next++)
		try {
			await new Promise<void>((resolve, reject) => {
				server.once("error", reject).listen(next, host, () => {
					server.off("error", reject);
					resolve();
				});
			});
			return;
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			if (code === "EADDRINUSE" && next < last) continue;
			const [why, expected] = {
				EADDRINUSE: [
					"another program has taken it",
					`a free one, as in --port ${next + 1}`,
				],
				EADDRNOTAVAIL: [
					"this machine has no such address",
					"one of its own, as in --host 127.0.0.1",
				],
				EACCES: ["you may not", "one from 1024 on, as in --port 8600"],
			}[code ?? ""] ?? [message, "an address of this machine and a free port"];
			throw new Error(
				`startApp: cannot listen on port ${next} of ${host}: ${why}; expected ${expected}`,
			);
		}
}
