import { isIP } from "node:net";
import { hostname } from "node:os";

/**
 * Whether a request is meant for this server, by its Host header. A page of
 * somebody else can have its own name lead to 127.0.0.1 (DNS rebinding) and then
 * read what it is answered; it cannot make the browser send another name. So
 * names other than this machine's are refused, and addresses are not.
 *
 * @param host the header, with or without a port
 * @param bound what the server was told to listen on
 */
export function isOwnHost(host: string | undefined, bound: string): boolean {
	if (host === undefined) return false;
	const match = /^(\[[0-9a-f:.]+\]|[^:@/\\]+)(:\d{1,5})?$/i.exec(host);
	if (!match) return false;
	const name = match[1].toLowerCase().replace(/^\[|\]$/g, "");
	return (
		name === "localhost" ||
		name === bound.toLowerCase() ||
		(isLoopback(bound)
			? isLoopback(name)
			: isIP(name) > 0 || name === hostname().toLowerCase())
	);
}

/** Whether only programs of this machine reach an address. */
export function isLoopback(host: string): boolean {
	return (
		host === "localhost" ||
		host === "::1" ||
		(isIP(host) === 4 && host.startsWith("127."))
	);
}
