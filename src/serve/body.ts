import type { IncomingMessage } from "node:http";
import { HttpError } from "./httpError";

export interface BodyLimits {
	/** Bytes that a body may have. */
	bytes: number;
	/** How long it may take to arrive, in milliseconds. */
	time: number;
}

/** All bodies that are arriving have at most so many times the bytes of one. */
const BODIES_AT_A_TIME = 8;

interface Arrival {
	length: number;
	end(error?: HttpError): void;
}

/**
 * Makes what reads the bodies of requests. Where those that are arriving take too
 * much memory together, the one that has been on its way the longest is given up:
 * whoever sends without a pause is done sooner.
 *
 * @returns a function that gives a request's body, and throws an {@link HttpError}
 *   where it is too large, too slow, given up or broken off
 */
export function createReceiver(
	limits: BodyLimits,
): (request: IncomingMessage) => Promise<Uint8Array> {
	const arriving = new Set<Arrival>(); // the oldest first
	let total = 0;
	return async (request) => {
		const tooLarge = new HttpError(
			413,
			`predict: the body is too large; expected a photo of at most ${limits.bytes / 2 ** 20} MiB`,
		);
		if (Number(request.headers["content-length"] ?? 0) > limits.bytes)
			throw tooLarge;
		return await new Promise((resolve, reject) => {
			const chunks: Uint8Array[] = [];
			const timer = setTimeout(() => {
				arrival.end(
					new HttpError(
						408,
						`predict: the body did not arrive within ${limits.time / 1000} s`,
					),
				);
			}, limits.time);
			const onData = (chunk: Uint8Array) => {
				arrival.length += chunk.length;
				total += chunk.length;
				if (arrival.length > limits.bytes) return arrival.end(tooLarge);
				chunks.push(chunk);
				if (total > BODIES_AT_A_TIME * limits.bytes)
					[...arriving][0].end(tooMany());
			};
			const onEnd = () => arrival.end();
			const onClose = () =>
				arrival.end(new HttpError(400, "predict: the body was broken off"));
			const arrival: Arrival = {
				length: 0,
				end(error) {
					clearTimeout(timer);
					arriving.delete(arrival);
					total -= arrival.length;
					request.off("data", onData).off("end", onEnd).off("close", onClose);
					if (error) reject(error);
					else resolve(Buffer.concat(chunks));
				},
			};
			arriving.add(arrival);
			request.on("data", onData).on("end", onEnd).on("close", onClose);
			request.on("error", () => {}); // "close" follows
		});
	};
}

function tooMany(): HttpError {
	return new HttpError(
		503,
		"predict: too many photos are on their way; try again in a second",
		{ "retry-after": "1" },
	);
}

/** Reads on past what nobody wants, for a while: a client that is still sending reads no answer. */
export function discard(request: IncomingMessage, milliseconds = 5000): void {
	if (request.complete || request.destroyed) return;
	request.resume();
	const timer = setTimeout(() => request.destroy(), milliseconds);
	timer.unref();
	request.once("close", () => clearTimeout(timer));
}
