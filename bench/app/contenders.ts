import { join } from "node:path";
import type { Page } from "playwright-core";
import { projectFolder } from "../../src/base";

/** An app, and how a program and a person use it. */
export interface Contender {
	name: string;
	/** What starts it, to serve on a port. */
	command(port: number): string[];
	/** The points of a photo, as a program asks for them. */
	ask(url: string, photo: Uint8Array): Promise<unknown>;
	/** Gives a photo to the page, and waits for its points. */
	usePage(page: Page, photo: Uint8Array): Promise<void>;
}

/** What a photo is called on its way. */
const PHOTO = { name: "face.webp", mimeType: "image/webp" };

export const here: Contender = {
	name: "here",
	command: (port) => [
		process.execPath,
		join(projectFolder(), "dist", "src", "cli", "main.js"),
		...["app", "--no-browser", "--port", String(port)],
	],
	ask: (url, photo) => post(`${url}api/predict`, photo as never),
	async usePage(page, photo) {
		const buffer = Buffer.from(photo);
		await page.setInputFiles("#photo-file", { ...PHOTO, buffer });
		await page
			.locator("#message")
			.filter({ hasText: /points found|best guess/ })
			.waitFor({ state: "attached" });
	},
};

/**
 * @param python the Python that has Gradio and Keras
 * @param model a file of Keras, made where it is missing
 */
export function gradio(python: string, model: string): Contender {
	const script = join(projectFolder(), "bench", "app.py");
	return {
		name: "Gradio",
		command: (port) => [python, script, String(port), model],
		async ask(url, photo) {
			const form = new FormData();
			const file = new Blob([Buffer.from(photo)], { type: PHOTO.mimeType });
			form.append("files", file, PHOTO.name);
			const [path] = await post(`${url}gradio_api/upload`, form);
			const data = [{ path, meta: { _type: "gradio.FileData" } }];
			const call = `${url}gradio_api/call/points`;
			const { event_id } = await post(call, JSON.stringify({ data }));
			const response = await fetch(`${call}/${event_id}`);
			const events = await response.text();
			const answer = /event: complete\ndata: (.*)/.exec(events)?.[1];
			if (!answer) throw new Error(`app: Gradio answers ${events}`);
			return JSON.parse(answer);
		},
		async usePage(page, photo) {
			const buffer = Buffer.from(photo);
			const input = page.locator("input[type=file]").first();
			await input.setInputFiles({ ...PHOTO, buffer });
			await page.locator("img").first().waitFor(); // has arrived on the server
			await page.getByRole("button", { name: "Submit" }).first().click();
			await page.locator("img").nth(1).waitFor();
		},
	};
}

// biome-ignore lint/suspicious/noExplicitAny: each address has an answer of its own
async function post(url: string, body: RequestInit["body"]): Promise<any> {
	const isJson = typeof body === "string";
	const headers = isJson ? { "content-type": "application/json" } : undefined;
	const response = await fetch(url, { method: "POST", body, headers });
	const text = await response.text();
	if (!response.ok)
		throw new Error(`app: ${url} answers ${response.status}: ${text}`);
	return JSON.parse(text);
}
