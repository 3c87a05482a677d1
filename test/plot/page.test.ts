import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import { faceGrid, saveFigure } from "../../src/plot";
import { squares } from "../support/faces";

const browser = ["chromium", "chromium-browser", "google-chrome"]
	.flatMap((name) =>
		(process.env.PATH ?? "").split(delimiter).map((path) => join(path, name)),
	)
	.find((path) => existsSync(path));

/** What a browser without network makes of a page. */
async function render(page: string, profile: string): Promise<string> {
	const { stdout } = await promisify(execFile)(
		browser as string,
		[
			...["--headless", "--no-sandbox", "--disable-gpu"],
			...["--disable-background-networking", "--no-first-run"],
			...["--host-resolver-rules=MAP * ~NOTFOUND", "--dump-dom"],
			...[`--user-data-dir=${profile}`, "--virtual-time-budget=10000"],
			pathToFileURL(page).href,
		],
		{ maxBuffer: 2 ** 27 },
	);
	// Plotly's own text would match as well.
	return stdout.replace(/<script.*?<\/script>/gs, "");
}

const title = "a figure's page in a browser without network @slow";
(browser ? describe : describe.skip)(
	browser ? title : `${title} (skipped: no Chromium in PATH)`,
	function () {
		this.timeout(60_000);
		let folder: string;
		before(() => {
			folder = mkdtempSync(join(tmpdir(), "page-"));
		});
		after(() => rmSync(folder, { recursive: true, force: true }));

		it("draws each face with its points, and text as it is", async () => {
			const page = join(folder, "faces.html");
			const figure = faceGrid(squares(3, 1), { title: "</script> & <b>" });
			await saveFigure(figure, page);
			const drawn = await render(page, join(folder, "profile"));
			expect(drawn.match(/<image /g)).to.have.length(3);
			expect(drawn.match(/<path class="point/g)).to.have.length(45);
			expect(drawn).to.include("&lt;/script&gt; &amp; &lt;b&gt;");
		});
	},
);
