import type { IncomingMessage } from "node:http";
import { HttpError } from "./httpError";

export interface BodyLimits {
	/** Bytes that a body may have. */
	bytes: number;
	/** How long it may take to arrive, in milliseconds. */
	time: number;
}

/**
 * Reads a request's body.
 *
 * @throws an {@link HttpError} where it is too large, too slow or broken off
 */
export function readBody(
	request: IncomingMessage,
	limits: BodyLimits,
): Promise<Uint8Array> {
	const tooLarge = new HttpError(
		413,
		`predict: the body is too large; expected a photo of at most ${limits.bytes / 2 ** 20} MiB`,
	);
	if (Number(request.headers["content-length"] ?? 0) > limits.bytes)
		return Promise.reject(tooLarge);
	return new Promise((resolve, reject) => {
		const chunks: Uint8Array[] = [];
		let length = 0;
		const timer = setTimeout(() => {
			end(
				new HttpError(
					408,
					`predict: the body did not arrive within ${limits.time / 1000} s`,
				),
			);
		}, limits.time);
		const onData = (chunk: Uint8Array) => {
			length += chunk.length;
			if (length > limits.bytes) end(tooLarge);
			else chunks.push(chunk);
		};
		const onEnd = () => end();
		const onClose = () =>
			end(new HttpError(400, "predict: the body was broken off"));
		const end = (error?: HttpError) => {
			clearTimeout(timer);
			request.off("data", onData).off("end", onEnd).off("close", onClose);
			if (error) reject(error);
			else resolve(Buffer.concat(chunks));
		};
		request.on("data", onData).on("end", onEnd).on("close", onClose);
		request.on("error", () => {}); // "close" follows
	});
}

/** Reads on past what nobody wants, for a while: a client that is still sending reads no answer. */
export function discard(request: IncomingMessage, milliseconds = 5000): void {
	if (request.complete || request.destroyed) return;
	request.resume();
	const timer = setTimeout(() => request.destroy(), milliseconds);
	timer.unref();
	request.once("close", () => clearTimeout(timer));
}
