import { expect } from "chai";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { labelsOf, loadFaces } from "../../src/dataset";
import { type App, startApp } from "../../src/serve";
import { inFolder } from "../dataset/files";
import { launchChromium } from "./chromium";
import { savedBy, waitForMessage } from "./onPage";
import { drawnFace } from "./pictures";
import { describeInChromium, model } from "./shipped";

describeInChromium("labelling on the app's page", function () {
	this.timeout(300_000);
	let app: App;
	let browser: Browser;
	let context: BrowserContext;
	let page: Page;

	before(async () => {
		app = await startApp(model, { port: 0 });
		browser = await launchChromium();
		context = await browser.newContext();
		page = await context.newPage();
		page.setDefaultTimeout(120_000); // a machine with other work
		await page.goto(`${app.url}#label`);
	});
	after(async () => {
		await browser?.close();
		await app?.close();
	});

	const point = (name: string) =>
		page.locator("#label .point", { hasText: name });
	/** Where the page says that a point is, in pixels of the photo. */
	async function placeOf(name: string): Promise<{ x: number; y: number }> {
		const label = (await point(name).getAttribute("aria-label")) ?? "";
		const [, x, y] = /x ([-\d.]+), y ([-\d.]+)/.exec(label) ?? [];
		return { x: Number(x), y: Number(y) };
	}

	it("has the model propose the points of each photo", async () => {
		await page.setInputFiles("#label-files", [
			{ name: "a.webp", mimeType: "image/webp", buffer: await drawnFace("1") },
			{ name: "b.webp", mimeType: "image/webp", buffer: await drawnFace("1") },
		]);
		await waitForMessage(page, /proposes 15 points|best guess/);
		expect(await page.locator("#label-list li").count()).to.equal(2);
		expect(await point("nose tip").isVisible()).to.equal(true);
	});

	it("moves a point by mouse and by keys, and undoes both", async () => {
		const before = await placeOf("nose tip");
		const box = await point("nose tip").boundingBox();
		const scale =
			((await page.locator("#label-stage").boundingBox())?.width ?? 1) / 384;
		const [x, y] = [(box?.x ?? 0) + 12, (box?.y ?? 0) + 12];
		await page.mouse.move(x, y);
		await page.mouse.down();
		await page.mouse.move(x + 20 * scale, y - 10 * scale, { steps: 4 });
		await page.mouse.up();
		const dragged = await placeOf("nose tip");
		expect(dragged.x).to.be.closeTo(before.x + 20, 0.7);
		expect(dragged.y).to.be.closeTo(before.y - 10, 0.7);

		await page.keyboard.press("ArrowRight");
		await page.keyboard.press("Shift+ArrowRight");
		const nudged = await placeOf("nose tip");
		expect(nudged.x).to.be.above(dragged.x + 1);
		expect(nudged.y).to.equal(dragged.y);

		await page.keyboard.press("Control+z");
		expect(await placeOf("nose tip")).to.eql(dragged);
		await page.keyboard.press("Control+z");
		expect(await placeOf("nose tip")).to.eql(before);
	});

	it("keeps the work through a reload in the middle, and saves what `train` reads", () =>
		inFolder(async (folder) => {
			await point("nose tip").focus();
			await page.keyboard.press("Shift+ArrowDown");
			const nose = await placeOf("nose tip");
			await page.keyboard.press("Tab");
			await page.keyboard.press("h"); // the mouth's left corner
			await page.keyboard.press("n");
			await page
				.locator("#label-list [aria-current]", { hasText: "b.webp" })
				.waitFor();
			await waitForMessage(page, /proposes 15 points|best guess/);

			await page.reload();
			await page.locator("#label-list li").nth(1).waitFor();
			await page.locator("#label-list button", { hasText: "a.webp" }).click();
			await page.locator("#label .point.unseen").waitFor();
			expect(await placeOf("nose tip")).to.eql(nose);
			await page.waitForSelector("html[data-ready]");

			const { path, name } = await savedBy(page, "#label-save", folder);
			expect(name).to.equal("training.csv");
			const faces = await loadFaces(path);
			expect(faces.rows.length).to.equal(1);
			const labels = labelsOf(faces);
			expect([...labels].filter(Number.isNaN)).to.have.length(2);
			expect(labels[22], "the mouth's left corner").to.be.NaN;
			expect(labels[20]).to.be.within(0, 95);
		}));

	it("is done in one tab at a time: the second goes on where the first ended", async () => {
		const second = await context.newPage();
		second.setDefaultTimeout(120_000);
		await second.goto(`${app.url}#label`);
		await second.locator("#label-waiting").waitFor();
		expect(await second.locator("#label .bar").first().isVisible()).to.equal(
			false,
		);
		await page.close();
		page = second;
		await page.locator("#label-list li").nth(1).waitFor();
		expect(await page.locator("#label-waiting").isVisible()).to.equal(false);
	});

	it("forgets the photos when told to", async () => {
		page.once("dialog", (dialog) => dialog.accept());
		await page.click("#label-clear");
		await page.locator("#label-editor").waitFor({ state: "hidden" });
		await page.reload();
		await page.waitForSelector("html[data-ready]");
		expect(await page.locator("#label-list li").count()).to.equal(0);
	});
});
