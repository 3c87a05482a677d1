/** As many characters of a secret as must not be read: fewer fit by chance. */
const RUN = 6;

/**
 * What a server has said, fit to be shown: a server may repeat the token that it was
 * sent, whole or in part, as it is or in another spelling, and messages end up in logs
 * and questions. Characters that steer a terminal become spaces.
 *
 * @param authorization the header that was sent; without it no secret is looked for
 */
export function withoutSecret(text: string, authorization = ""): string {
	const hidden = new Array<boolean>(text.length).fill(false);
	const lower = text.toLowerCase();
	for (const secret of spellings(authorization).map((s) => s.toLowerCase())) {
		const run = Math.min(RUN, secret.length);
		for (let i = 0; i + run <= lower.length; i++)
			if (secret.includes(lower.slice(i, i + run)))
				hidden.fill(true, i, i + run);
	}
	let shown = "";
	for (let i = 0; i < text.length; i++)
		if (!hidden[i]) shown += text[i];
		else if (!hidden[i - 1]) shown += "[hidden]";
	return shown.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
}

/** The secret of a header in each way that a server may write it. */
function spellings(authorization: string): string[] {
	const sent = authorization.replace(/^\w+ /, "");
	if (sent === "") return [];
	const decoded = Buffer.from(sent, "base64").toString();
	const key = /^Basic /.test(authorization)
		? decoded.slice(decoded.indexOf(":") + 1)
		: sent;
	return [sent, key].flatMap((secret) => [
		secret,
		encodeURIComponent(secret),
		Buffer.from(secret).toString("base64").replace(/=+$/, ""),
		Buffer.from(secret).toString("hex"),
		[...secret].reverse().join(""),
	]);
}
