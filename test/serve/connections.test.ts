import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { expect } from "chai";
import { guardConnections } from "../../src/serve/connections";

describe("guardConnections", () => {
	it("gives the place of the oldest to a new one, but for those that are worked for", async () => {
		const server = createServer((request, response) => {
			if (request.url === "/work") request.socket.setTimeout(0);
			else response.end("answered");
		});
		server.timeout = 60_000;
		guardConnections(server, 4);
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		const { port } = server.address() as AddressInfo;
		const open = async (path?: string) => {
			const socket = connect(port, "127.0.0.1").on("error", () => {});
			await once(socket, "connect");
			if (path) {
				socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
				await once(server, "request");
			}
			return socket;
		};
		const working = await open("/work");
		const idle = [await open(), await open(), await open()];
		const closed = once(idle[0], "close");
		const response = await fetch(`http://127.0.0.1:${port}/`);
		expect(await response.text()).to.equal("answered");
		await closed;
		expect([working, ...idle].map(({ destroyed }) => destroyed)).to.deep.equal([
			false,
			true,
			false,
			false,
		]);
		for (const socket of [working, ...idle]) socket.destroy();
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	});
});
