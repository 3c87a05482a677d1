import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import { type AddressInfo, connect } from "node:net";
import { COMPETITION_PAGE } from "../../src/kaggle";

/** A request as it arrived. */
export interface Arrived {
	at: "api" | "storage";
	file: string;
	headers: IncomingMessage["headers"];
}

/** Answers in place of the usual; undefined leaves it to the usual. */
export type Instead = (
	request: Arrived,
	response: ServerResponse,
) => boolean | undefined | Promise<boolean | undefined>;

/** A server that behaves like Kaggle's API, and like the storage that it redirects to. */
export interface Kaggle {
	/** The address of the API. */
	site: string;
	port: number;
	/** The files it has. */
	files: Map<string, Buffer>;
	/** The storage's tag of each file, which changes with the file. */
	etag: string;
	/** All requests so far. */
	requests: Arrived[];
	instead: Instead;
	close(): Promise<void>;
}

/** The header that the API expects. */
export const AUTHORIZATION = "Bearer secret";

/** Starts one on ports of its own. */
export async function startKaggle(): Promise<Kaggle> {
	const kaggle: Kaggle = {
		site: "",
		port: 0,
		files: new Map(),
		etag: '"1"',
		requests: [],
		instead: () => undefined,
		close: async () => {
			await Promise.all([api, storage].map(closeServer));
		},
	};
	const serve = (at: Arrived["at"], answer: typeof answerStorage) =>
		createServer(async (request, response) => {
			const file = (request.url ?? "").split("/").at(-1) ?? "";
			const arrived = { at, file, headers: request.headers };
			kaggle.requests.push(arrived);
			if (await kaggle.instead(arrived, response)) return;
			answer(kaggle, arrived, response);
		});
	const storage = serve("storage", answerStorage);
	const store = `http://127.0.0.1:${await listen(storage)}`;
	const api = serve("api", (_, { file, headers }, response) => {
		if (headers.authorization !== AUTHORIZATION)
			return refuse(response, 401, "Unauthenticated");
		if (!kaggle.files.has(file)) return refuse(response, 404, "Not found");
		response.writeHead(302, { location: `${store}/bucket/${file}` }).end();
	});
	kaggle.port = await listen(api);
	kaggle.site = `http://127.0.0.1:${kaggle.port}`;
	return kaggle;
}

/** Refuses as Kaggle does, with a status and a message as JSON. */
export function refuse(
	response: ServerResponse,
	code: number,
	message: string,
	headers: Record<string, string> = {},
): void {
	response
		.writeHead(code, { "content-type": "application/json", ...headers })
		.end(JSON.stringify({ code, message }));
}

/** What Kaggle says to somebody who has not accepted the rules. */
export const RULES = `You must accept this competition's rules before you'll be able to download files. See ${COMPETITION_PAGE}/rules`;

function answerStorage(
	{ files, etag }: Kaggle,
	{ file, headers }: Arrived,
	response: ServerResponse,
): void {
	const bytes = files.get(file) as Buffer;
	const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? "")?.[1] ?? 0);
	const common = { etag, "accept-ranges": "bytes" };
	if (from >= bytes.length) {
		response.writeHead(416, common).end();
	} else if (headers.range && headers["if-range"] === etag) {
		const rest = bytes.subarray(from);
		response.writeHead(206, {
			...common,
			"content-length": rest.length,
			"content-range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
		});
		response.end(rest);
	} else
		response
			.writeHead(200, { ...common, "content-length": bytes.length })
			.end(bytes);
}

/** A proxy that opens tunnels, all of them to one port of this machine. */
export async function startProxy(
	target: number,
	status = 200,
): Promise<{ url: string; asked: string[]; close(): Promise<void> }> {
	const asked: string[] = [];
	const proxy = createServer();
	proxy.on("connect", (request, socket) => {
		asked.push(request.url ?? "");
		socket.write(`HTTP/1.1 ${status} OK\r\n\r\n`);
		if (status !== 200) {
			socket.end();
			return;
		}
		const onward = connect(target, "127.0.0.1");
		onward.on("error", () => socket.destroy());
		socket.on("error", () => onward.destroy());
		socket.pipe(onward).pipe(socket);
	});
	const port = await listen(proxy);
	const close = () => closeServer(proxy);
	return { url: `http://127.0.0.1:${port}`, asked, close };
}

async function listen(server: Server): Promise<number> {
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
}
