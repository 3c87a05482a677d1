import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { expect } from "chai";
import { buildApp, startApp } from "../../src/serve";
import { launchChromium } from "./chromium";
import { showsPoints } from "./onPage";
import { filmOfFace } from "./pictures";
import { describeInChromium, model } from "./shipped";

/** A server of files that knows nothing of the app. */
function serveFolder(folder: string): Promise<Server> {
	const types: Record<string, string> = {
		".html": "text/html",
		".js": "text/javascript",
		".css": "text/css",
		".wasm": "application/wasm",
	};
	const server = createServer((request, response) => {
		const path = (request.url ?? "/").replace(/^\/site\/$/, "/site/index.html");
		readFile(join(folder, path)).then(
			(bytes) => {
				const type = types[extname(path)] ?? "application/octet-stream";
				response.writeHead(200, { "content-type": type }).end(bytes);
			},
			() => response.writeHead(404).end(),
		);
	});
	return new Promise((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve(server)),
	);
}

describeInChromium("the app's page elsewhere", function () {
	this.timeout(300_000);
	let folder: string;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "app-"));
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	it("works from files in a folder of a site, and then without a network", async () => {
		const { transfer } = await buildApp(model, join(folder, "site"));
		expect(transfer).to.be.below(4e6);
		const old = join(folder, "site", "chunk-OLD.js");
		writeFileSync(old, "");
		await buildApp(model, join(folder, "site"), { overwrite: true });
		expect(existsSync(old), "a leftover of an earlier build").to.equal(false);
		const server = await serveFolder(folder);
		const browser = await launchChromium();
		try {
			const context = await browser.newContext();
			const page = await context.newPage();
			page.setDefaultTimeout(120_000); // a machine with other work
			const { port } = server.address() as AddressInfo;
			await page.goto(`http://127.0.0.1:${port}/site/`);
			await page.waitForSelector("html[data-ready]");
			await page.evaluate("navigator.serviceWorker.ready.then(() => true)");
			server.closeAllConnections();
			server.close();
			await page.reload();
			await page.waitForSelector("html[data-ready]");
			await page.click("#sample-list button");
			await showsPoints(page);
			expect(await page.locator("#photo .point").first().isVisible()).to.equal(
				true,
			);
		} finally {
			await browser.close();
			server.close();
		}
	});

	it("is not built into a folder that holds something else", async () => {
		const letter = join(folder, "letter.txt");
		writeFileSync(letter, "dear");
		for (const [target, why] of [
			[folder, /holds something else; expected a new or empty/],
			[letter, /is a file; expected a new or empty/],
		] as const) {
			const build = buildApp(model, target, { overwrite: true });
			const message = await build.catch((e) => e.message);
			expect(message).to.match(why);
		}
	});

	it("follows a face in the webcam's picture", async () => {
		const film = join(folder, "film.y4m");
		writeFileSync(film, await filmOfFace(30));
		const app = await startApp(model, { port: 0 });
		const browser = await launchChromium(film);
		try {
			const page = await browser.newPage();
			page.setDefaultTimeout(120_000); // a machine with other work
			await page.goto(`${app.url}#webcam`);
			await page.click("#webcam-start");
			await page
				.locator("#webcam-rate")
				.filter({ hasText: /\d+ frames\/s/ })
				.waitFor({ timeout: 60_000 });
			const nose = page.locator("#webcam .point", { hasText: "nose tip" });
			const places = new Set<number>();
			for (let i = 0; i < 1000 && places.size < 5; i++) {
				const label = await nose.getAttribute("aria-label");
				const x = /x ([\d.]+)/.exec(label ?? "")?.[1];
				if (x) places.add(Math.round(Number(x) / 8));
				await page.waitForTimeout(100);
			}
			expect(places.size, "places of the nose").to.be.at.least(5);
			await page.click("#webcam-stop");
			expect(await page.locator("#webcam-stage").isVisible()).to.equal(false);
		} finally {
			await browser.close();
			await app.close();
		}
	});
});
