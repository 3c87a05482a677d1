import type { IncomingMessage, ServerResponse } from "node:http";
import { describePrediction } from "../photo";
import { createReceiver, discard } from "./body";
import type { ModelDescription } from "./exportModel";
import { isOwnHost } from "./hosts";
import { HttpError } from "./httpError";
import type { Predictor } from "./predictor";
import { checkUpload, explainDamage } from "./upload";

/** What the interface for programs is limited to. */
export interface ApiLimits {
	/** Bytes of a photo. Default 32 MiB. */
	bytes: number;
	/** How long it may take to arrive, in milliseconds. Default 20,000. */
	time: number;
	/** Photos that wait or are worked on at a time; the next is answered 503. Default 8. */
	requests: number;
}

export const API_LIMITS: ApiLimits = {
	bytes: 32 * 2 ** 20,
	time: 20_000,
	requests: 8,
};

type Route = (
	request: IncomingMessage,
	response: ServerResponse,
) => Promise<unknown>;

/**
 * The interface for programs: what each path answers, as JSON.
 *
 * - `GET /api/model`: what the model is
 * - `POST /api/predict`: the points of the photo that is the body
 */
export function createApi(
	model: ModelDescription,
	predictor: Predictor,
	bound: string,
	limits: ApiLimits,
): Route {
	let inside = 0;
	const receive = createReceiver(limits);
	const predict: Route = async (request, response) => {
		refuseOtherSites(request, bound);
		const bytes = await receive(request);
		checkUpload(request.headers, bytes);
		// Only who has sent a photo takes a place.
		if (inside >= limits.requests)
			throw new HttpError(
				503,
				`predict: ${limits.requests} photos are being worked on; try again in a second`,
				{ "retry-after": "1" },
			);
		inside++;
		const { socket } = request;
		const patience = socket.timeout ?? 0;
		socket.setTimeout(0); // it is the client who waits
		try {
			const predicted = await predictor
				.predict(bytes, () => !response.destroyed)
				.catch((error) => {
					throw explainDamage(request.headers, bytes, error);
				});
			const { width, height, ...prediction } = predicted;
			return {
				model: model.model,
				epoch: model.epoch,
				width,
				height,
				...describePrediction(prediction),
			};
		} finally {
			socket.setTimeout(patience);
			inside--;
		}
	};
	const routes: Record<string, Record<string, Route>> = {
		"/api/model": { GET: async () => model },
		"/api/predict": { POST: predict },
	};
	return async (request, response) => {
		const [path] = (request.url ?? "").split("?");
		const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
		if (!methods)
			throw new HttpError(
				404,
				`unknown path; expected ${Object.keys(routes).join(" or ")}`,
			);
		const method = request.method === "HEAD" ? "GET" : (request.method ?? "");
		if (!Object.hasOwn(methods, method)) {
			const allow = Object.keys(methods).join(", ");
			throw new HttpError(405, `invalid method; expected ${allow}`, { allow });
		}
		return methods[method](request, response);
	};
}

/** Sends JSON, an error's as well. */
export function sendJson(
	request: IncomingMessage,
	response: ServerResponse,
	status: number,
	value: unknown,
	headers: Readonly<Record<string, string>> = {},
): void {
	if (response.destroyed || response.headersSent) return;
	const text = `${JSON.stringify(value)}\n`;
	response.writeHead(status, {
		"content-type": "application/json; charset=utf-8",
		"content-length": Buffer.byteLength(text),
		"cache-control": "no-store",
		...headers,
	});
	response.end(request.method === "HEAD" ? undefined : text);
	discard(request);
}

/** A page of another site may not have this machine work for it. */
function refuseOtherSites({ headers }: IncomingMessage, bound: string): void {
	const { origin } = headers;
	if (origin === undefined) return;
	const host = /^https?:\/\/(.+)$/.exec(origin)?.[1];
	if (host !== headers.host || !isOwnHost(host, bound))
		throw new HttpError(
			403,
			"predict: the request comes from a page of another site",
		);
}
