import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { countBytes, serve } from "../../bench/app/served";

describe("the benchmark of the app", () => {
	it("counts what a server sends, head and body", async () => {
		const server = createServer((_, response) => {
			response.end("x".repeat(1000));
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const counter = await countBytes(`http://127.0.0.1:${port}/`);
		try {
			for (const expected of [1000, 2000]) {
				expect(await (await fetch(counter.url)).text()).to.have.length(1000);
				expect(counter.bytes()).to.be.within(expected, expected + 1000);
			}
		} finally {
			counter.stop();
			server.closeAllConnections();
			server.close();
		}
	});

	it("waits for the page of what it starts, and ends it", async () => {
		const program = `require("http").createServer((q, r) => r.end("page")).listen(+process.argv[1], "127.0.0.1")`;
		const app = await serve("a server", (port) => [
			...[process.execPath, "-e", program, String(port)],
		]);
		expect(await (await fetch(app.url)).text()).to.equal("page");
		await app.stop();
		expect(await fetch(app.url).catch(() => "gone")).to.equal("gone");
	});

	it("tells what a program said that does not serve", async () => {
		const failure = await serve("a program", () => [
			...[process.execPath, "-e", `console.error("no room"); process.exit(1)`],
		]).catch((error) => error.message);
		expect(failure).to.equal("app: a program has ended: no room");
	});
});
