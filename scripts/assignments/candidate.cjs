// Runs in the process of a submission, and calls its functions for the tests. Nothing here is
// secret and nothing is trusted: a submission may change all of it, and changes its answers alone.

const { constants, openSync, writeSync } = require("node:fs");
const { Socket } = require("node:net");
const { decode, encode } = require("./wire.cjs");

/**
 * @param {string} calls a named pipe with a call a line: `{ name, args }`, or `{ end }`
 * @param {string} answers a named pipe for an answer to each
 */
function open(calls, answers) {
	const out = openSync(answers, constants.O_RDWR);
	const socket = new Socket({
		fd: openSync(calls, constants.O_RDWR | constants.O_NONBLOCK),
		readable: true,
		writable: false,
	});
	/** @type {Buffer[]} */
	let rest = [];
	/** @type {(message: any) => void} */
	let take = () => {};
	/** @type {unknown} */
	let thrown;
	socket.on("data", (bytes) => {
		rest.push(bytes);
		if (!bytes.includes(10)) return;
		const lines = Buffer.concat(rest).toString().split("\n");
		rest = [Buffer.from(lines.pop() ?? "")];
		for (const line of lines) take(JSON.parse(line));
	});
	socket.unref();

	/** @param {object} message */
	const answer = (message) => {
		const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
		for (let at = 0; at < bytes.length; ) at += writeSync(out, bytes, at);
	};

	/**
	 * @param {Record<string, unknown>} functions
	 * @param {{ id: number, name: string, args: unknown[] }} message
	 */
	const call = async (functions, { id, name, args }) => {
		let isAsync = false;
		try {
			if (!Object.hasOwn(functions, name)) return answer({ id, missing: true });
			const is = functions[name];
			const result = typeof is === "function" ? is(...args.map(decode)) : is;
			isAsync = typeof result?.then === "function";
			const value = isAsync ? await result : result;
			answer({ id, isAsync, value: encode(value) });
		} catch (error) {
			thrown = error;
			answer({ id, isAsync, thrown: encode(asError(error)) });
		}
	};

	/** Answers calls until the tests have ended; then throws what a function has thrown, if asked to. */
	return (/** @type {Record<string, unknown>} */ functions) => {
		thrown = undefined;
		socket.ref();
		return new Promise(
			(/** @type {(ended?: void) => void} */ resolve, reject) => {
				take = (message) => {
					if (!("end" in message)) return void call(functions, message);
					socket.unref();
					if (message.end === "throw" && thrown !== undefined) reject(thrown);
					else resolve();
				};
				answer({ ready: true });
			},
		);
	};
}

/** @param {unknown} error */
const asError = (error) =>
	error instanceof Error ? error : new Error(String(error));

module.exports = { open };
