import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Connections at a time, where the process may open files enough. */
const MOST_CONNECTIONS = 256;
/** Files that it opens for itself: programs, the port, the process that predicts. */
const OWN_FILES = 64;

/**
 * Keeps a server within reach: where it has as many connections as it may have, a
 * new one takes the place of the oldest that is not worked for. Who neither sends
 * nor reads for a time is dropped, by the server's own `timeout`.
 *
 * @param most connections at a time. Default 256, or half of the files that the
 *   process may open
 */
export function guardConnections(
	server: Server,
	most = mostConnections(),
): void {
	const open = new Set<Socket>(); // the oldest first
	server.on("connection", (socket: Socket) => {
		open.add(socket);
		socket.once("close", () => open.delete(socket));
		if (open.size <= most) return;
		// Without a timeout it is the client who waits, for a prediction.
		const idle = [...open].find(({ timeout }) => timeout !== 0);
		(idle ?? socket).destroy();
	});
}

function mostConnections(): number {
	const files = openFiles();
	return Math.max(
		8,
		Math.min(MOST_CONNECTIONS, Math.floor((files - OWN_FILES) / 2)),
	);
}

/** How many files the process may have open at a time; infinite where that is not known. */
function openFiles(): number {
	const report = process.report?.getReport() as
		| { userLimits?: { open_files?: { soft?: number | string } } }
		| undefined;
	const soft = Number(report?.userLimits?.open_files?.soft);
	return Number.isNaN(soft) ? Number.POSITIVE_INFINITY : soft;
}
