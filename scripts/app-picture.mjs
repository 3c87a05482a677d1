import { join } from "node:path";
import sharp from "sharp";
import { folders, project } from "./setup/paths.mjs";

// Makes docs/app.webp, the README's picture of the app, with a drawn face:
// node scripts/app-picture.mjs, after npm test. Chromium is needed.

/** @param {string[]} path */
const built = async (...path) =>
	(await import(`file://${join(folders.dist, ...path)}`)).default;
const { startApp } = await built("src", "serve", "index.js");
const { launchChromium } = await built("test", "serve", "chromium.js");

const app = await startApp(join("models", "slim"), { port: 0 });
const browser = await launchChromium();
try {
	const page = await browser.newPage({
		viewport: { width: 960, height: 700 },
		deviceScaleFactor: 2, // for sharp screens
	});
	await page.goto(app.url);
	await page.click("#sample-list button");
	const message = page.locator("#message", { hasText: "points found" });
	await message.waitFor({ timeout: 120_000 });
	await page.hover("#photo-table tbody tr:nth-child(11)"); // the nose
	await sharp(await page.screenshot())
		.webp({ quality: 80 })
		.toFile(join(project, "docs", "app.webp"));
	console.log("docs/app.webp: written");
} finally {
	await browser.close();
	await app.close();
}
