import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";

/** A prediction may wait for a search, on a machine with other work. */
const PATIENCE = { timeout: 120_000 };

/** Waits until the photo's points are there, after a photo was opened. */
export async function showsPoints(page: Page): Promise<void> {
	await waitForMessage(page, /points found|best guess/);
}

/** Waits until the page says something. */
export async function waitForMessage(
	page: Page,
	expected: RegExp,
): Promise<void> {
	await page
		.locator("#message")
		.filter({ hasText: expected })
		.waitFor({ state: "attached", ...PATIENCE });
}

/** Drops or pastes a file, as a user does with one of the desktop. */
export async function give(
	page: Page,
	way: "drop" | "paste",
	bytes: Buffer,
): Promise<void> {
	await page.evaluate(`{
		const raw = Uint8Array.from(atob("${bytes.toString("base64")}"), (c) => c.charCodeAt(0));
		const data = new DataTransfer();
		data.items.add(new File([raw], "face.webp", { type: "image/webp" }));
		document.body.dispatchEvent(
			"${way}" === "drop"
				? new DragEvent("drop", { dataTransfer: data, bubbles: true })
				: new ClipboardEvent("paste", { clipboardData: data, bubbles: true }),
		);
	}`);
}

/** What a button saves. */
export async function savedBy(
	page: Page,
	button: string,
	folder?: string,
): Promise<{ name: string; path: string; bytes: Buffer }> {
	const [download] = await Promise.all([
		page.waitForEvent("download", PATIENCE),
		page.click(button),
	]);
	const name = download.suggestedFilename();
	const path = folder ? join(folder, name) : await download.path();
	if (folder) await download.saveAs(path);
	return { name, path, bytes: await readFile(path) };
}
