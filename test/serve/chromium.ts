import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { type Browser, chromium } from "playwright-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];

/** A Chromium of this machine. */
export const chromiumPath = NAMES.flatMap((name) =>
	(process.env.PATH ?? "").split(delimiter).map((path) => join(path, name)),
).find((path) => existsSync(path));

/** Starts it without a window; its webcam plays a film in YUV4MPEG2. */
export function launchChromium(film?: string): Promise<Browser> {
	return chromium.launch({
		executablePath: chromiumPath,
		timeout: 120_000,
		args: [
			"--no-sandbox",
			"--disable-gpu",
			...(film
				? [
						"--use-fake-device-for-media-stream",
						"--use-fake-ui-for-media-stream",
						`--use-file-for-fake-video-capture=${film}`,
					]
				: []),
		],
	});
}
