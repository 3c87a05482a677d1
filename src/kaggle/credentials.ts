import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { COMPETITION_PAGE } from "./competition";

/** What proves to Kaggle who asks. */
export interface Credentials {
	/** The value of the header `Authorization`. */
	authorization: string;
	/** Where it was found, for messages. */
	origin: string;
}

/** How to get a token, or to do without one. */
const REMEDY = `expected a token of your account:
  1. make one at https://www.kaggle.com/settings/api ("Generate New Token");
  2. save it as ~/.kaggle/access_token, or set KAGGLE_API_TOKEN to it; an older kaggle.json in ~/.kaggle, or KAGGLE_USERNAME and KAGGLE_KEY, will do as well;
or fetch the files by hand at ${COMPETITION_PAGE}/data ("Download All") and put them into data/, packed as they are`;

/**
 * Finds the user's Kaggle API token where Kaggle's own tool looks for it: in
 * `KAGGLE_API_TOKEN`, in `KAGGLE_USERNAME` and `KAGGLE_KEY`, in
 * `access_token` or `kaggle.json` in `KAGGLE_CONFIG_DIR`, else in `~/.kaggle`
 * or `~/.config/kaggle` (https://github.com/Kaggle/kaggle-cli).
 *
 * @throws where there is none, with how to make one; where one is damaged
 */
export function findCredentials(
	env: NodeJS.ProcessEnv = process.env,
	home: string = homedir(),
): Credentials {
	const { KAGGLE_API_TOKEN: token, KAGGLE_USERNAME: user } = env;
	const { KAGGLE_KEY: key } = env;
	if (token)
		return existsSync(token)
			? bearer(readFileSync(token, "utf8"), `${token}, from KAGGLE_API_TOKEN`)
			: bearer(token, "KAGGLE_API_TOKEN");
	if (user && key) return basic(user, key, "KAGGLE_USERNAME and KAGGLE_KEY");
	if (user || key)
		throw new Error(
			`findCredentials: missing ${user ? "KAGGLE_KEY" : "KAGGLE_USERNAME"}: ${user ? "KAGGLE_USERNAME" : "KAGGLE_KEY"} is set alone; expected both or neither`,
		);
	for (const folder of foldersOf(env, home)) {
		for (const name of ["access_token", "access_token.txt"]) {
			const file = join(folder, name);
			if (existsSync(file)) return bearer(read(file), file);
		}
		const file = join(folder, "kaggle.json");
		if (existsSync(file)) return fromJson(read(file), file);
	}
	throw new Error(
		`findCredentials: missing Kaggle API token: none in the environment nor in ${foldersOf(env, home).join(" or ")}; ${REMEDY}`,
	);
}

function foldersOf(env: NodeJS.ProcessEnv, home: string): string[] {
	if (env.KAGGLE_CONFIG_DIR) return [env.KAGGLE_CONFIG_DIR];
	const config = env.XDG_CONFIG_HOME || join(home, ".config");
	return [join(home, ".kaggle"), join(config, "kaggle")];
}

function read(file: string): string {
	try {
		return readFileSync(file, "utf8");
	} catch (error) {
		throw new Error(
			`findCredentials: cannot read ${file}: ${(error as Error).message}; expected a file that you may read`,
		);
	}
}

function fromJson(text: string, file: string): Credentials {
	const invalid = (what: string) =>
		new Error(
			`findCredentials: invalid ${file}: ${what}; expected {"username": "...", "key": "..."} as https://www.kaggle.com/settings/api gives it`,
		);
	let content: { username?: unknown; key?: unknown } | null;
	try {
		content = JSON.parse(text.replace(/^\ufeff/, ""));
	} catch {
		throw invalid("it is no JSON");
	}
	const { username, key } = content ?? {};
	if (typeof username !== "string" || username === "")
		throw invalid("it has no username");
	if (typeof key !== "string" || key === "") throw invalid("it has no key");
	return basic(username, key, file);
}

function basic(username: string, key: string, origin: string): Credentials {
	const pair = Buffer.from(`${username}:${key}`).toString("base64");
	return { authorization: `Basic ${pair}`, origin };
}

function bearer(text: string, origin: string): Credentials {
	const token = text.replace(/^\ufeff/, "").trim();
	// Never shown, not even in part: messages end up in logs and questions.
	if (!/^[\x21-\x7e]+$/.test(token))
		throw new Error(
			`findCredentials: invalid token in ${origin}: ${token === "" ? "it is empty" : "it has spaces or other characters that no token has"}; expected the token alone, as https://www.kaggle.com/settings/api shows it`,
		);
	return { authorization: `Bearer ${token}`, origin };
}
