import type { Browser } from "playwright-core";
import { launchChromium } from "../../test/serve/chromium";
import { median } from "../training/figures";
import type { Contender } from "./contenders";
import { countBytes, serve } from "./served";

/** Photos that a program has predicted in a round. */
export const PHOTOS = 20;
/** Frames of the webcam whose times are taken in a round. */
const FRAMES = 60;
const PATIENCE = { timeout: 300_000 };

/** What was measured of an app; a value a round. */
export interface Measured {
	/** From the command to the page, and to the first answer to a program, in ms. */
	startMs: number[];
	firstAnswerMs: number[];
	/** A photo over HTTP, the median of a round, in ms. */
	photoMs: number[];
	/** From opening the page in a new browser to the points of a photo, in ms. */
	firstPointsMs: number[];
	/** What the browser was sent until then. */
	pageBytes: number[];
}

export const nothingMeasured = (): Measured => ({
	startMs: [],
	firstAnswerMs: [],
	photoMs: [],
	firstPointsMs: [],
	pageBytes: [],
});

/** Starts an app, uses it as a program and as a person do, and stops it. */
export async function measureRound(
	contender: Contender,
	photo: Uint8Array,
	measured: Measured,
): Promise<void> {
	const started = performance.now();
	const app = await serve(contender.name, contender.command);
	try {
		measured.startMs.push(app.startMs);
		await contender.ask(app.url, photo);
		measured.firstAnswerMs.push(performance.now() - started);
		const times: number[] = [];
		for (let i = 0; i < PHOTOS; i++)
			times.push(await timed(() => contender.ask(app.url, photo)));
		measured.photoMs.push(median(times));
		const counter = await countBytes(app.url);
		await inBrowser(launchChromium(), async (browser) => {
			const page = await browser.newPage();
			page.setDefaultTimeout(PATIENCE.timeout);
			const open = async () => {
				await page.goto(counter.url, { waitUntil: "domcontentloaded" });
				await contender.usePage(page, photo);
			};
			measured.firstPointsMs.push(await timed(open));
			measured.pageBytes.push(counter.bytes());
		});
		counter.stop();
	} finally {
		await app.stop();
	}
}

/**
 * Milliseconds of each frame of the webcam, from its picture to its points; the
 * face is found before they count.
 *
 * @param film a film in YUV4MPEG2 that plays the webcam
 */
export async function measureFrames(
	contender: Contender,
	film: string,
): Promise<number[]> {
	const app = await serve(contender.name, contender.command);
	try {
		return await inBrowser(launchChromium(film), async (browser) => {
			const page = await browser.newPage();
			page.setDefaultTimeout(PATIENCE.timeout);
			await page.goto(`${app.url}#webcam`);
			await page.click("#webcam-start");
			await page.locator("#webcam .points:not(.empty)").waitFor();
			return page.evaluate<number[]>(`new Promise((resolve) => {
				const rate = document.getElementById("webcam-rate");
				const times = [];
				new MutationObserver(() => {
					times.push(Number(rate.dataset.milliseconds));
					if (times.length === ${FRAMES}) resolve(times);
				}).observe(rate, { childList: true });
			})`);
		});
	} finally {
		await app.stop();
	}
}

async function inBrowser<Result>(
	launched: Promise<Browser>,
	work: (browser: Browser) => Promise<Result>,
): Promise<Result> {
	const browser = await launched;
	try {
		return await work(browser);
	} finally {
		await browser.close();
	}
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const started = performance.now();
	await work();
	return performance.now() - started;
}
