import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeMachine, describeMoment } from "../src/backend";
import { projectFolder } from "../src/base";
import { wholeNumber } from "../src/cli/options";
import { buildApp } from "../src/serve";
import { chromiumPath } from "../test/serve/chromium";
import { drawnFace, filmOfFace } from "../test/serve/pictures";
import { gradio, here } from "./app/contenders";
import {
	type Measured,
	measureFrames,
	measureRound,
	nothingMeasured,
	PHOTOS,
} from "./app/measure";
import { benchCommand } from "./arguments/command";
import { writeSection } from "./results/section";
import { median, spread, table } from "./training/figures";

const ROUNDS = 5;

const ABOUT = `Start the app and a Gradio app with Keras in turn, and use each as a program and as a person do, with the same photo: a drawn face. Chromium is needed. A run of at least ${ROUNDS} rounds goes into bench/RESULTS.md.`;

/**
 * Compares the app with one as it is usually published. The last line is
 * `app RATIO`: a photo's time over HTTP in Gradio over that here; the line before
 * it `app-start RATIO`: the same of the time from the command to the first answer.
 */
async function main(): Promise<void> {
	const { rounds } = benchCommand("app", ABOUT)
		.option("--rounds <n>", "rounds each", wholeNumber(1), ROUNDS)
		.parse()
		.opts<{ rounds: number }>();
	if (!chromiumPath)
		throw new Error(
			"app: missing Chromium; expected chromium, chromium-browser or google-chrome in PATH",
		);
	const folder = join(projectFolder(), ".cache", "bench", "app");
	mkdirSync(folder, { recursive: true });
	const python = process.env.BENCH_PYTHON ?? "python3";
	const peer = gradio(python, join(folder, "cnn.keras"));
	const photo = await drawnFace();
	const ours = nothingMeasured();
	const theirs = nothingMeasured();
	// The first round warms up what the system keeps of files.
	for (let round = 0; round <= rounds; round++) {
		console.log(round ? `round ${round} of ${rounds}` : "warm-up");
		const isWarmUp = round === 0;
		await measureRound(here, photo, isWarmUp ? nothingMeasured() : ours);
		await measureRound(peer, photo, isWarmUp ? nothingMeasured() : theirs);
		if (!isWarmUp)
			console.log(
				`  a photo over HTTP ${latest(ours.photoMs)} here, ${latest(theirs.photoMs)} in Gradio`,
			);
	}
	const film = join(folder, "film.y4m");
	writeFileSync(film, await filmOfFace(30));
	const frames = await measureFrames(here, film);
	const ratios = [
		`app-start ${over(theirs.firstAnswerMs, ours.firstAnswerMs)}`,
		`app ${over(theirs.photoMs, ours.photoMs)}`,
	];
	const report = reportOf(ours, theirs, frames, await builtBytes());
	const section = `${report}\n\n${ratios.map((line) => `\`${line}\``).join(", ")}`;
	console.log(`\n${section}\n`);
	if (rounds >= ROUNDS) {
		const file = join(projectFolder(), "bench", "RESULTS.md");
		await writeSection(file, "app", section);
		console.log("written to bench/RESULTS.md");
	}
	for (const line of ratios) console.log(line);
}

function reportOf(
	ours: Measured,
	theirs: Measured,
	frames: number[],
	built: number,
): string {
	const rounds = ours.startMs.length;
	const row = (what: string, of: (measured: Measured) => number[]) => [
		what,
		spread(of(ours)),
		spread(of(theirs)),
	];
	return [
		"## The app",
		`${describeMachine()}, ${describeMoment()}. Medians, lowest and highest of ${rounds} rounds in turn, after one to warm up; each starts its server and its browser anew. The photo is a drawn face of 384 pixels; the browser a headless Chromium without a graphics card.`,
		table([
			[`${rounds} rounds`, "here", "Gradio with Keras"],
			row("from the command to the page, s", ({ startMs }) =>
				startMs.map(seconds),
			),
			row("from the command to the first answer, s", ({ firstAnswerMs }) =>
				firstAnswerMs.map(seconds),
			),
			row(`a photo over HTTP, of ${PHOTOS} a round, ms`, (m) => m.photoMs),
			row("from opening the page to the points, s", ({ firstPointsMs }) =>
				firstPointsMs.map(seconds),
			),
			row("sent to the browser until then, MB", ({ pageBytes }) =>
				pageBytes.map(megabytes),
			),
			["a frame of the webcam, ms", spread(frames), "-"],
		]),
		`Here the photo is searched for the face, and predicted together with its mirror image, by the model that comes with the project; on the page, the browser does that itself, without a server. Gradio's app is given a face, shrinks the whole photo to 96x96, and predicts in the server with the usual CNN (random weights, which take the same time); a webcam it would send frame by frame, so there is no figure. All files of the page, with what computes on WebGPU, WebGL and WebAssembly, are ${megabytes(built).toFixed(1)} MB in transfer.`,
	].join("\n\n");
}

async function builtBytes(): Promise<number> {
	const folder = mkdtempSync(join(tmpdir(), "app-"));
	try {
		return (await buildApp(join("models", "slim"), folder)).transfer;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const latest = (times: number[]) => `${times.at(-1)?.toFixed(0)} ms`;
const seconds = (milliseconds: number) => milliseconds / 1000;
const megabytes = (bytes: number) => bytes / 1e6;
const over = (theirs: number[], ours: number[]) =>
	(median(theirs) / median(ours)).toFixed(2);

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
