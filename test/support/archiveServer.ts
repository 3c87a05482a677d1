import {
	createServer,
	type IncomingMessage,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";

/** A server of one file, which sends parts of it. */
export interface ArchiveServer {
	url: string;
	bytes: Buffer;
	/** The part that each request asked for; undefined for all of it. */
	ranges: (string | undefined)[];
	/** Answers in place of the usual, where it gives true. */
	instead: (request: IncomingMessage, response: ServerResponse) => boolean;
	close(): Promise<void>;
}

/** Starts one on a port of its own. */
export async function startArchiveServer(
	bytes: Buffer,
): Promise<ArchiveServer> {
	const http = createServer((request, response) => {
		const { range } = request.headers;
		server.ranges.push(range);
		if (server.instead(request, response)) return;
		const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
		const rest = server.bytes.subarray(from);
		const end = server.bytes.length - 1;
		response.writeHead(range ? 206 : 200, {
			etag: '"1"',
			"content-type": "application/zip",
			"content-length": rest.length,
			...(range && {
				"content-range": `bytes ${from}-${end}/${server.bytes.length}`,
			}),
		});
		response.end(rest);
	});
	await new Promise<void>((resolve) =>
		http.listen(0, "127.0.0.1", () => resolve()),
	);
	const { port } = http.address() as AddressInfo;
	const server: ArchiveServer = {
		url: `http://127.0.0.1:${port}/frames.zip`,
		bytes,
		ranges: [],
		instead: () => false,
		async close() {
			http.closeAllConnections();
			await new Promise((resolve) => http.close(resolve));
		},
	};
	return server;
}
