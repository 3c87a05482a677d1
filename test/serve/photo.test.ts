import { readFile } from "node:fs/promises";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import sharp, { type Sharp } from "sharp";
import { loadFaces } from "../../src/dataset";
import type { KEYPOINT_NAMES } from "../../src/face";
import {
	cropFace,
	type PhotoPrediction,
	predictPhoto,
	readPhoto,
} from "../../src/photo";
import { openRun, type TrainedRun } from "../../src/run";
import { type App, startApp } from "../../src/serve";
import { inFolder } from "../dataset/files";
import { launchChromium } from "./chromium";
import { give, savedBy, showsPoints, waitForMessage } from "./onPage";
import { drawnFace, faceOnGround } from "./pictures";
import { describeInChromium, model } from "./shipped";

/** How far predictions in the browser may be from Node's, in pixels of the face image. */
const AGREEMENT = 0.05;

describeInChromium("a photo on the app's page", function () {
	this.timeout(300_000);
	let app: App;
	let browser: Browser;
	let page: Page;
	let run: TrainedRun;
	const errors: string[] = [];

	before(async () => {
		app = await startApp(model, { port: 0 });
		run = await openRun(model);
		browser = await launchChromium();
		page = await browser.newPage();
		page.setDefaultTimeout(120_000); // a machine with other work
		page.on("pageerror", ({ message }) => errors.push(message));
		page.on("console", (message) => {
			if (message.type() === "error") errors.push(message.text());
		});
	});
	beforeEach(() => page.goto(app.url));
	after(async () => {
		run?.dispose();
		await browser?.close();
		await app?.close();
	});

	const choose = (name: string, buffer: Buffer) =>
		page.setInputFiles("#photo-file", { name, mimeType: "", buffer });

	/** The points that the page saves, against those that Node predicts for the same bytes. */
	async function expectAgreement(bytes: Buffer): Promise<PhotoPrediction> {
		const saved = JSON.parse(String((await savedBy(page, "#save-json")).bytes));
		const photo = await readPhoto({ name: "photo", bytes });
		const predicted = await predictPhoto(run, photo);
		expect([saved.width, saved.height]).to.eql([photo.width, photo.height]);
		const tolerance = (AGREEMENT * predicted.square.size) / 96 + 0.006; // rounded to hundredths
		for (const { name, x, y } of saved.points) {
			const point = predicted.points[name as (typeof KEYPOINT_NAMES)[number]];
			expect(x, `x of ${name}`).to.be.closeTo(point.x, tolerance);
			expect(y, `y of ${name}`).to.be.closeTo(point.y, tolerance);
		}
		return predicted;
	}

	it("says what computes, and with which model", async () => {
		await page.waitForSelector("html[data-ready]");
		expect(await page.textContent("#computing")).to.match(
			/^keypoint-slim on Web(Assembly|GL|GPU)$/,
		);
	});

	it("comes by the button", async () => {
		const bytes = await drawnFace();
		await choose("face.webp", bytes);
		await showsPoints(page);
		await expectAgreement(bytes);
		expect(await page.locator("#photo-table tbody tr").count()).to.equal(15);
	});

	it("comes by a click on a drawn face", async () => {
		await page.click("#sample-list button:nth-child(1)");
		await showsPoints(page);
		await expectAgreement(await drawnFace("1"));
	});

	for (const way of ["drop", "paste"] as const)
		it(`comes by ${way}`, async () => {
			const bytes = await drawnFace("1");
			await give(page, way, bytes);
			await showsPoints(page);
			await expectAgreement(bytes);
		});

	for (const [what, make] of [
		[
			"in colour, turned by its orientation tag",
			async () => {
				const face = { left: 90, top: 40, size: 300 };
				const picture = await faceOnGround(480, 360, face);
				const turned = sharp(
					await picture.rotate(-90).tint("#e0b090").toBuffer(),
				);
				return turned.withMetadata({ orientation: 6 }).jpeg({ quality: 95 });
			},
		],
		[
			"in grey",
			async () =>
				sharp(await drawnFace("1"))
					.greyscale()
					.png(),
		],
		[
			"of 40 pixels",
			async () =>
				sharp(await drawnFace("1"))
					.resize(40)
					.png(),
		],
		[
			"with transparent parts",
			async () => {
				const hole = { left: 0, top: 0, size: 340 };
				const picture = await faceOnGround(400, 400, hole);
				return picture.ensureAlpha(0.6).png();
			},
		],
		[
			"of 40 megapixels",
			async () => {
				const face = { left: 1500, top: 300, size: 4400 };
				const picture = await faceOnGround(7300, 5500, face);
				return picture.jpeg({ quality: 80 });
			},
		],
	] as [string, () => Promise<Sharp>][])
		it(`may be ${what}, and gives what Node gives`, async () => {
			const bytes = await (await make()).toBuffer();
			await choose("photo", bytes);
			await showsPoints(page);
			await expectAgreement(bytes);
		});

	it("is shown with its progress while it is searched, and gives way to the next one", async () => {
		const create = { width: 400, height: 300, channels: 3 as const };
		const faceless = sharp({ create: { ...create, background: "#8a8f94" } });
		await choose("wall.png", await faceless.png().toBuffer());
		const progress = page.locator("#progress");
		await progress.waitFor();
		expect(await page.locator("#photo-stage img").isVisible()).to.equal(true);
		expect(await page.locator("#save-json").isVisible()).to.equal(false);
		await page.click("#sample-list button");
		await showsPoints(page);
		await expectAgreement(await drawnFace());
		expect(await progress.isVisible()).to.equal(false);
	});

	for (const [what, bytes, expected] of [
		[
			"text",
			Buffer.from("hello"),
			/notes\.txt is no picture that this browser/,
		],
		["an empty file", Buffer.alloc(0), /notes\.txt is empty/],
		[
			"half a photo",
			() => drawnFace().then((b) => b.subarray(0, 900)),
			/is no picture that/,
		],
		[
			"8 pixels",
			() =>
				sharp(Buffer.alloc(64), { raw: { width: 8, height: 8, channels: 1 } })
					.png()
					.toBuffer(),
			/8×8 pixels; expected at least 16/,
		],
	] as [string, Buffer | (() => Promise<Buffer>), RegExp][])
		it(`is refused where it is ${what}, and the next one is taken`, async () => {
			const content = typeof bytes === "function" ? await bytes() : bytes;
			await choose("notes.txt", content);
			await waitForMessage(page, expected);
			await choose("face.webp", await drawnFace());
			await showsPoints(page);
		});

	it("names its points on hover and focus, and to a screen reader", async () => {
		await page.click("#sample-list button");
		await showsPoints(page);
		const nose = page.locator("#photo .point", { hasText: "nose tip" });
		const name = nose.locator(".name");
		expect(await name.isVisible()).to.equal(false);
		await nose.hover();
		expect(await name.isVisible()).to.equal(true);
		await page.mouse.move(0, 0);
		expect(await name.isVisible()).to.equal(false);
		await page
			.locator("#photo .point", { hasText: "right eyebrow outer end" })
			.focus();
		await page.keyboard.press("Tab");
		expect(await name.isVisible()).to.equal(true);
		expect(await nose.getAttribute("aria-label")).to.match(
			/^nose tip: x [\d.]+, y [\d.]+, \d+ % sure$/,
		);
		expect(await page.getAttribute("#message", "aria-live")).to.equal("polite");
	});

	it("is saved with its points, of its full size and without metadata", async () => {
		const exif = { IFD0: { Artist: "somebody", ImageDescription: "at home" } };
		const bytes = await sharp(await drawnFace())
			.withExif(exif)
			.jpeg()
			.toBuffer();
		await choose("me.jpg", bytes);
		await showsPoints(page);
		const { points } = await expectAgreement(bytes);
		const { name, bytes: png } = await savedBy(page, "#save-png");
		expect(name).to.equal("me-points.png");
		const { width, height, exif: kept } = await sharp(png).metadata();
		expect([width, height, kept]).to.eql([384, 384, undefined]);
		expect(png.includes("somebody")).to.equal(false);
		const { data, info } = await sharp(png)
			.removeAlpha()
			.raw()
			.toBuffer({ resolveWithObject: true });
		const { x, y } = points.nose_tip;
		const at = (Math.round(y) * info.width + Math.round(x)) * info.channels;
		expect([...data.subarray(at, at + 3)]).to.eql([0xe6, 0x9f, 0]);
	});

	it("is saved as a row of the competition's file", () =>
		inFolder(async (folder) => {
			const bytes = await drawnFace();
			await choose("me.webp", bytes);
			await showsPoints(page);
			const { path } = await savedBy(page, "#save-csv", folder);
			const faces = await loadFaces(path);
			const photo = await readPhoto({ name: "photo", bytes });
			const { square } = await predictPhoto(run, photo);
			const face = cropFace(photo, square);
			const off = faces.images.map((value, i) => Math.abs(value - face[i]));
			expect(Math.max(...off)).to.be.at.most(2);
			expect(faces.labels).to.have.length(30);
			expect(await readFile(path, "utf8")).to.match(/^left_eye_center_x,/);
		}));

	it("never made the page fail or load foreign code", () => {
		expect(errors).to.eql([]);
	});
});
