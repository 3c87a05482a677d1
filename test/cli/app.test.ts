import type { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { keypoints } from "./keypoints";

/** What a served page answers, then Ctrl-C: how the command ended. */
async function serve(args: string[], ask: (url: string) => Promise<void>) {
	let asked: Promise<void> | undefined;
	const end = (child: ChildProcess) => child.kill("SIGINT");
	const ended = await keypoints(
		["app", "--no-browser", ...args],
		(output, child) => {
			const url = /^Page +(http:\S+)$/m.exec(output)?.[1];
			if (url) {
				asked ??= ask(url).finally(() => end(child));
				asked.catch(() => {}); // it is told of at the end
			}
		},
	);
	await asked;
	return ended;
}

describe("keypoints app", function () {
	this.timeout(120_000);
	const folder = mkdtempSync(join(tmpdir(), "keypoints-app-"));
	const site = join(folder, "site");
	after(() => rmSync(folder, { recursive: true }));

	it("serves the shipped model's page and interface until Ctrl-C @slow", async () => {
		let address = "";
		const { code, stdout, stderr } = await serve([], async (url) => {
			address = url;
			expect(await (await fetch(url)).text()).to.include("<html");
			const model = await (await fetch(`${url}api/model`)).json();
			expect(model).to.include({ model: "keypoint-slim" });
		});
		expect(stderr).to.equal("");
		expect(code).to.equal(130);
		expect(stdout).to.match(/^Model +models\/slim$/m);
		expect(await fetch(address).catch(() => "gone")).to.equal("gone");
	});

	it("writes the page as files, and over an earlier build only where asked to @slow", async () => {
		const build = (...more: string[]) =>
			keypoints(["app", "--build", site, ...more]);
		const first = await build();
		expect(first.stderr).to.equal("");
		expect(first.stdout).to.match(/site: \d+ files, [\d.]+ MB/);
		expect(existsSync(join(site, "index.html"))).to.equal(true);
		writeFileSync(join(site, "CNAME"), "mine");
		const second = await build();
		expect(second.code).to.equal(1);
		expect(second.stderr).to.match(/holds an earlier build; .* or --overwrite/);
		expect((await build("--overwrite")).code).to.equal(0);
		expect(existsSync(join(site, "CNAME"))).to.equal(true);
	});

	for (const [args, message] of [
		[
			["--port", "http"],
			/'http' is invalid. expected a number from 1 to 65535/,
		],
		[["--port", "65536"], /expected a number from 1 to 65535/],
		[["--build", site, "--port", "8600"], /cannot be used with option '--port/],
		[["--overwrite"], /missing --build; expected it with --overwrite/],
		[["nowhere", "--no-browser"], /missing run: nowhere/],
		[["--bild", site], /unknown option '--bild'\n\(Did you mean --build\?\)/],
	] as [string[], RegExp][])
		it(`app ${args.join(" ").replace(site, "site")} is refused`, async () => {
			const { code, stderr } = await keypoints(["app", ...args]);
			expect(code).to.equal(1);
			expect(stderr).to.match(message);
		});
});
