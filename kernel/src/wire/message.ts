import {
	createHmac,
	randomBytes,
	randomUUID,
	timingSafeEqual,
} from "node:crypto";
import { userInfo } from "node:os";

/** The version of the Jupyter messaging protocol that is spoken. */
export const PROTOCOL_VERSION = "5.4";

/** What every message says of itself. */
export interface Header {
	msg_id: string;
	msg_type: string;
	session: string;
	username: string;
	date: string;
	version: string;
}

/** A message as it came in (https://jupyter-client.readthedocs.io/en/latest/messaging.html). */
export interface Message {
	/** Who sent it: goes in front of the answer. */
	identities: Buffer[];
	header: Header;
	content: Record<string, unknown>;
}

const DELIMITER = Buffer.from("<IDS|MSG>");
const session = randomUUID();
const seen = new Set<string>();
const SEEN_MAX = 65_536;

/** Reads and writes messages signed with one key; an empty key signs nothing. */
export class Signer {
	constructor(private readonly key: string) {}

	/**
	 * @throws where the frames are no message, were signed with another key, or
	 *   were received before
	 */
	decode(frames: Buffer[]): Message {
		const at = frames.findIndex((frame) => frame.equals(DELIMITER));
		if (at < 0 || frames.length < at + 6)
			throw new Error(
				`decode: invalid message of ${frames.length} frames; expected identities, ${DELIMITER}, a signature and four parts`,
			);
		const signature = frames[at + 1];
		const parts = frames.slice(at + 2);
		this.check(signature, parts.slice(0, 4));
		const [header, , , content] = parts
			.slice(0, 4)
			.map((part) => JSON.parse(part.toString()));
		return { identities: frames.slice(0, at), header, content };
	}

	/** The frames of a message that answers `parent`, or that nobody asked for. */
	encode(
		identities: (Buffer | string)[],
		type: string,
		content: object,
		parent?: Header,
	): (Buffer | string)[] {
		const header: Header = {
			msg_id: randomUUID(),
			msg_type: type,
			session,
			username: username(),
			date: new Date().toISOString(),
			version: PROTOCOL_VERSION,
		};
		const parts = [header, parent ?? {}, {}, content].map((part) =>
			JSON.stringify(part),
		);
		return [...identities, DELIMITER, this.sign(parts), ...parts];
	}

	private check(signature: Buffer, parts: Buffer[]): void {
		if (!this.key) return;
		const wanted = Buffer.from(this.sign(parts));
		if (
			signature.length !== wanted.length ||
			!timingSafeEqual(signature, wanted)
		)
			throw new Error("decode: invalid signature; the message is ignored");
		const text = signature.toString();
		if (seen.has(text))
			throw new Error("decode: repeated message; it is ignored");
		seen.add(text);
		if (seen.size > SEEN_MAX)
			for (const old of seen) {
				seen.delete(old);
				break;
			}
	}

	private sign(parts: (Buffer | string)[]): string {
		if (!this.key) return "";
		const hash = createHmac("sha256", this.key);
		for (const part of parts) hash.update(part);
		return hash.digest("hex");
	}
}

/** A name for a display that will be updated. */
export const newDisplayId = () => randomBytes(8).toString("hex");

function username(): string {
	try {
		return userInfo().username;
	} catch {
		return "kernel"; // a user without a name, as in some containers
	}
}
