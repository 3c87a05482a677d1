import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { AugmentThread, faceSeed } from "../src/augment";
import { projectFolder } from "../src/base";
import {
	type Faces,
	faceCount,
	labelsOf,
	loadFaces,
	locateData,
} from "../src/dataset";
import { COORDINATE_COUNT, IMAGE_PIXELS } from "../src/face";
import { benchCommand } from "./arguments/command";
import { OURS, theirs } from "./augmentation/pipelines";

const CORES = 2;
const ROUNDS = 7;
const BATCH = 64;
/** Batches that each thread has before it, so that none idles. */
const QUEUED = 2;

/**
 * Augments the same faces with their points in two threads of this process, and
 * with albumentations 2 in two processes, in turn: the same steps, ranges and
 * probabilities. The last line is `augmentation RATIO`: the median of our images
 * a second over that of theirs.
 */
async function main(): Promise<void> {
	benchCommand(
		"augmentation",
		"Augment the same faces with their points in two threads here, and with albumentations in two processes, in turn.",
	).parse();
	const faces = await loadFaces(locateData().training);
	const labels = complete(labelsOf(faces));
	const count = faceCount(faces);
	const threads = Array.from({ length: CORES }, () => new AugmentThread(OURS));
	const python = await startPython(faces, labels);
	console.log(
		`${count} images with 15 points, ${CORES} cores, ${ROUNDS} rounds each, after one to warm up`,
	);
	const speeds = { ours: [] as number[], theirs: [] as number[] };
	try {
		for (let round = 0; round <= ROUNDS; round++) {
			const ours = count / (await augmentAll(threads, faces, labels, round));
			const theirs = count / (await python.round());
			if (round === 0) continue;
			speeds.ours.push(ours);
			speeds.theirs.push(theirs);
		}
	} finally {
		python.stop();
		await Promise.all(threads.map((thread) => thread.close()));
	}
	report(`ours, Node ${process.versions.node}`, speeds.ours);
	report(python.versions, speeds.theirs);
	console.log(
		`augmentation ${(median(speeds.ours) / median(speeds.theirs)).toFixed(2)}`,
	);
}

/** Labels without gaps, for albumentations takes no missing ones. */
function complete(labels: Float32Array): Float32Array {
	return labels.map((value, i) =>
		Number.isNaN(value) ? 20 + (i % 50) : value,
	);
}

/** Augments all faces, batch by batch as in training; the seconds that it took. */
async function augmentAll(
	threads: AugmentThread[],
	faces: Faces,
	labels: Float32Array,
	epoch: number,
): Promise<number> {
	const count = faceCount(faces);
	const started = performance.now();
	let next = 0;
	const feed = async (thread: AugmentThread) => {
		while (next < count) {
			const first = next;
			next = Math.min(first + BATCH, count);
			const length = next - first;
			await thread.augment({
				images: faces.images.slice(first * IMAGE_PIXELS, next * IMAGE_PIXELS),
				labels: labels.slice(first * COORDINATE_COUNT, next * COORDINATE_COUNT),
				seeds: Uint32Array.from({ length }, (_, i) =>
					faceSeed(0, epoch, first + i),
				),
			});
		}
	};
	await Promise.all(
		threads.flatMap((thread) =>
			Array.from({ length: QUEUED }, () => feed(thread)),
		),
	);
	return (performance.now() - started) / 1000;
}

/** Starts albumentations' processes; `round` has them augment all faces and tells the seconds. */
async function startPython({ images }: Faces, labels: Float32Array) {
	const folder = join(projectFolder(), ".cache", "bench", "augmentation");
	mkdirSync(folder, { recursive: true });
	const files = [join(folder, "images.bin"), join(folder, "labels.bin")];
	writeFileSync(files[0], images);
	writeFileSync(files[1], new Uint8Array(labels.buffer));
	const child = spawn(
		process.env.BENCH_PYTHON ?? "python3",
		[
			join(projectFolder(), "bench", "augmentation.py"),
			...[...files, JSON.stringify(theirs()), String(CORES)],
		],
		{ stdio: ["pipe", "pipe", "inherit"] },
	);
	const lines = createInterface({ input: child.stdout })[
		Symbol.asyncIterator
	]();
	const line = async () => {
		const { done, value } = await lines.next();
		if (done)
			throw new Error(
				"augmentation: albumentations failed; its error is above",
			);
		return value as string;
	};
	return {
		versions: await line(),
		async round() {
			child.stdin.write("go\n");
			return Number(await line());
		},
		stop: () => void child.stdin.end(),
	};
}

function report(name: string, speeds: number[]): void {
	const all = speeds.map((speed) => speed.toFixed(0)).join(" ");
	console.log(
		`${name}: median ${median(speeds).toFixed(0)} images/s (rounds: ${all})`,
	);
}

function median(values: number[]): number {
	return [...values].sort((a, b) => a - b)[values.length >> 1];
}

main().catch((error) => {
	console.error(error.message);
	process.exitCode = 1;
});
