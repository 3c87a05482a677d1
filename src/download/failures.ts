/** Who gives the files out, as requests and messages have to know it. */
export interface Service {
	/** The function to name in messages. */
	caller: string;
	/** The header `Authorization`, where it wants one. */
	authorization?: string;
	/** What its answer of a status means, and what to do then. */
	refusals: Record<number, string>;
	/** How to do without it; it follows a semicolon or a comma. */
	byHand: string;
}

/** A failure that another try may mend, by itself or after a while. */
export class TransientError extends Error {
	/**
	 * @param caller the function to name
	 * @param reason what is wrong
	 * @param remedy what to do where trying again does not mend it
	 * @param seconds how long the server asks to wait; undefined where it does not
	 */
	constructor(
		caller: string,
		readonly reason: string,
		remedy: string,
		readonly seconds?: number,
	) {
		super(`${caller}: ${reason}; ${remedy}`);
	}
}

/** The part of an answer that says what is wrong. */
export interface Refusal {
	status: number;
	/** The host that answered. */
	host: string;
	/** Header `Retry-After`. */
	retryAfter: string | null;
	/** What the answer says, where it is JSON. */
	said: string;
}

/** The error for an answer that is no file; {@link TransientError} where it is worth another try. */
export function explainRefusal(
	what: string,
	{ caller, refusals, byHand }: Service,
	{ status, host, retryAfter, said }: Refusal,
): Error {
	const words = said ? ` "${said}"` : "";
	const reason = `cannot fetch ${what}: ${host} answers ${status}${words}`;
	const start = `${caller}: ${reason}`;
	if (refusals[status]) return new Error(`${start}: ${refusals[status]}`);
	const seconds = secondsOf(retryAfter);
	if (status === 429)
		return new TransientError(
			caller,
			`${reason}: too many requests${seconds === undefined ? "" : `, it asks to wait ${seconds} s`}`,
			"wait a while, then run this again: what is fetched stays",
			seconds,
		);
	if (status >= 500 || status === 408)
		return new TransientError(
			caller,
			`${reason}: the server is in trouble`,
			"run this again later: what is fetched stays",
			seconds,
		);
	return new Error(`${start}; expected the file; try again later, ${byHand}`);
}

/** `Retry-After` as seconds from now: it is a number of them, or a date. */
export function secondsOf(retryAfter: string | null): number | undefined {
	if (retryAfter === null || retryAfter.trim() === "") return undefined;
	const seconds = /^\d+$/.test(retryAfter.trim())
		? Number(retryAfter)
		: Math.ceil((Date.parse(retryAfter) - Date.now()) / 1000);
	return Number.isNaN(seconds) ? undefined : Math.max(0, seconds);
}

const NO_NETWORK =
	/^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT)$/;

/**
 * The error for a request that did not get through; {@link TransientError} where the
 * connection broke, so that going on is worth a try.
 */
export function explainConnection(
	what: string,
	{ caller, byHand }: Service,
	host: string,
	error: unknown,
): Error {
	const cause = deepest(error as Error);
	const code = String((cause as NodeJS.ErrnoException).code ?? "");
	const start = `${caller}: cannot fetch ${what}`;
	const why = [code, cause.message].filter(Boolean).join(", ");
	const tunnel = /Proxy response \((\d+)\)/.exec(cause.message);
	if (tunnel)
		return new Error(
			`${start}: the proxy ${proxyName()} answers ${tunnel[1]}; expected one that lets you through to ${host}: check HTTPS_PROXY${tunnel[1] === "407" ? ", which needs a user and a password (http://USER:PASSWORD@HOST:PORT)" : ""}, or set NO_PROXY=${host} to go without`,
		);
	if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code))
		return new Error(
			`${start}: the certificate of ${host} is not trusted (${why}); expected a known one: behind a proxy that opens connections set NODE_EXTRA_CA_CERTS to the file of its certificate`,
		);
	if (NO_NETWORK.test(code))
		return new Error(
			`${start}: ${host} cannot be reached (${why}); expected a network: check the connection, and behind a proxy HTTPS_PROXY (${proxyName() || "not set"}); ${byHand}`,
		);
	return new TransientError(
		caller,
		`cannot fetch ${what}: the connection to ${host} broke (${why})`,
		"run this again: it goes on where it was cut, if the server can",
	);
}

/** The proxy in use, without the password that may be in it. */
function proxyName(): string {
	const { https_proxy, HTTPS_PROXY, http_proxy, HTTP_PROXY } = process.env;
	const proxy = https_proxy ?? HTTPS_PROXY ?? http_proxy ?? HTTP_PROXY ?? "";
	return proxy.replace(/\/\/.*@/, "//");
}

function deepest(error: Error): Error {
	const { cause } = error;
	if (error instanceof AggregateError && error.errors.length > 0)
		return deepest(error.errors[0]);
	return cause instanceof Error ? deepest(cause) : error;
}

/** The error for a file that cannot be written. */
export function explainWriting(
	caller: string,
	path: string,
	error: unknown,
): Error {
	const { code, message } = error as NodeJS.ErrnoException;
	const full = code === "ENOSPC" || code === "EDQUOT";
	return new Error(
		`${caller}: cannot write ${path}: ${full ? "the disk is full" : message}; expected ${full ? "room for the files: make some and run this again: it goes on where it stopped" : "a folder that can be written to"}`,
	);
}
