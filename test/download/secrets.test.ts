import { expect } from "chai";
import { withoutSecret } from "../../src/download/secrets";

const TOKEN = "KGAT_0123456789abcdef";
const pair = Buffer.from(`me:${TOKEN}`).toString("base64");

describe("what a server says of the token that it was sent", () => {
	for (const [title, said, expected] of [
		["the whole", `bad ${TOKEN}!`, "bad [hidden]!"],
		["the header", `bad Bearer ${TOKEN}`, "bad Bearer [hidden]"],
		["its beginning", `bad ${TOKEN.slice(0, 9)}...`, "bad [hidden]..."],
		["its end", `bad ...${TOKEN.slice(-7)}`, "bad ...[hidden]"],
		["capitals", `bad ${TOKEN.toUpperCase()}`, "bad [hidden]"],
		["base64", `bad ${Buffer.from(TOKEN).toString("base64")}`, "bad [hidden]"],
		[
			"hexadecimals",
			`bad ${Buffer.from(TOKEN).toString("hex")}`,
			"bad [hidden]",
		],
		["it backwards", `bad ${[...TOKEN].reverse().join("")}`, "bad [hidden]"],
		["it twice", `${TOKEN} and ${TOKEN}`, "[hidden] and [hidden]"],
		["nothing of it", "you must accept the rules", "you must accept the rules"],
		["what steers a terminal", "a\u001b[2J\r\n\u202eb", "a [2J b"],
	])
		it(`is hidden where it repeats ${title}`, () => {
			expect(withoutSecret(said, `Bearer ${TOKEN}`)).to.equal(expected);
		});
	it("is hidden where it repeats a key, or the pair of a name and a key", () => {
		for (const said of [TOKEN, pair, `me:${TOKEN}`])
			expect(withoutSecret(`no ${said}`, `Basic ${pair}`)).to.match(
				/^no (me:)?\[hidden\]=*$/,
			);
		expect(withoutSecret("hello me", `Basic ${pair}`)).to.equal("hello me");
	});
	it("is shown where nothing was sent", () => {
		expect(withoutSecret("not found")).to.equal("not found");
	});
});
