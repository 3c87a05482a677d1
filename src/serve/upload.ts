import type { IncomingHttpHeaders } from "node:http";
import { HttpError } from "./httpError";

const HOW =
	"expected the bytes of a JPEG, PNG or WebP as the body, as `curl --data-binary @photo.jpg URL` sends them";

/** How an upload is sent that is no photo by itself, and what to do instead. */
const FORMS: [
	is: (upload: Upload) => boolean,
	problem: string,
	expected: string,
][] = [
	[
		({ type, text }) =>
			type.startsWith("multipart/") || /^--[^\r\n]+\r\ncontent-/i.test(text),
		"the photo is in a form (multipart/form-data), as `curl -F` and browsers send it",
		HOW,
	],
	[
		({ type, text }) =>
			/^application\/([a-z.-]+\+)?json\b/.test(type) || /^\s*[{["]/.test(text),
		"the body is JSON",
		`${HOW}; bytes, not their base64`,
	],
	[
		({ text }) => /^data:[a-z]+\//i.test(text),
		"the body is a data: address",
		`${HOW}; bytes, not their base64`,
	],
	[
		({ text }) => /^(\/9j\/|iVBORw0KGgo|UklGR)[A-Za-z0-9+/=\s]*$/.test(text),
		"the body is base64",
		`${HOW}; bytes, not their base64`,
	],
	[
		({ type, text }) =>
			type === FORM_TYPE && /^@?[\w%.~/+-]+(=|\.\w{3,4}$|$)/.test(text),
		"the body is a form or a name and not the photo, as `curl -d` sends it",
		HOW,
	],
];

/** What curl says of any body, unless it is told otherwise. */
const FORM_TYPE = "application/x-www-form-urlencoded";

interface Upload {
	/** The content type, without its parameters. */
	type: string;
	/** How the body begins. */
	text: string;
}

const HEAD_BYTES = 256;

/**
 * Says how a photo is to be sent where it was sent otherwise.
 *
 * @throws an {@link HttpError} where the body is a form, JSON or base64
 */
export function checkUpload(
	headers: IncomingHttpHeaders,
	bytes: Uint8Array,
): void {
	const type = typeOf(headers);
	const text = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
	const form = FORMS.find(([is]) => is({ type, text }));
	if (!form) return;
	const [, problem, expected] = form;
	throw new HttpError(415, `predict: ${problem}; ${expected}`);
}

/**
 * The error of a photo that is damaged, with its likely cause: `curl -d @photo.jpg`
 * leaves out the bytes that are line ends in a text.
 */
export function explainDamage(
	headers: IncomingHttpHeaders,
	bytes: Uint8Array,
	error: unknown,
): unknown {
	const isStripped =
		error instanceof HttpError &&
		typeOf(headers) === FORM_TYPE &&
		!bytes.some((byte) => byte === 0x0a || byte === 0x0d || byte === 0);
	return isStripped
		? new HttpError(
				error.status,
				`predict: the photo has lost bytes on its way, as \`curl -d\` leaves out line ends; ${HOW}`,
			)
		: error;
}

function typeOf(headers: IncomingHttpHeaders): string {
	return (headers["content-type"] ?? "").split(";")[0].trim().toLowerCase();
}
