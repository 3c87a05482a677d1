import * as tf from "@tensorflow/tfjs";
import { checkModel, Detector, type TestTimeAugmentation } from "../model";
import {
	centreSquare,
	cropFace,
	type GreyPicture,
	predictInSquare,
	predictPhoto,
	type Square,
	trackFace,
} from "../photo";

import { startComputing } from "./compute";
import { decodePhoto, greyOf } from "./decode";
import type {
	Answered,
	Answers,
	Asked,
	PhotoResult,
	Progress,
	Question,
} from "./protocol";

// The worker that decodes and predicts, so that the page stays responsive.

let detector: Promise<Detector> | undefined;
/** The last photo, which is asked about more than once. */
let decoded: { photo: Blob; picture: GreyPicture } | undefined;
/** Where the face is in a film; and how many pictures were searched for one. */
let followed: Square | undefined;
let searched = 0;

/** The questions whose answers are waited for. */
const wanted = new Set<number>();

self.onmessage = async ({ data }: MessageEvent<Asked>) => {
	const { id } = data;
	if (data.kind === "forget") {
		wanted.delete(id);
		return;
	}
	wanted.add(id);
	const post = (answered: Answered) => self.postMessage(answered);
	try {
		const value = await answer(data, async (progress) => {
			post({ id, progress });
			await nextTask(); // in which it may turn out that nobody waits any longer
			if (!wanted.has(id)) throw new Error("forgotten");
		});
		post({ id, value });
	} catch (error) {
		post({ id, error: (error as Error).message });
	} finally {
		wanted.delete(id);
	}
};

type Report = (progress: Progress) => Promise<void>;

function nextTask(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}

function answer(
	asked: Question,
	report: Report,
): Promise<Answers[keyof Answers]> {
	switch (asked.kind) {
		case "start":
			return start(asked.forced);
		case "predict":
			return predict(asked.photo, asked.square, report);
		case "follow":
			return follow(asked.frame, asked.restart);
		case "crop":
			return pictureOf(asked.photo).then((picture) =>
				cropFace(picture, asked.square),
			);
	}
}

async function start(forced?: string): Promise<Answers["start"]> {
	const fetched = fetchModel();
	const backend = await startComputing(forced);
	detector = open(fetched);
	const loaded = await detector;
	// The first prediction prepares; nobody should wait for that with a photo.
	const blank = { width: 96, height: 96, grey: new Uint8Array(96 * 96) };
	await predictInSquare(loaded, blank, centreSquare(blank));
	return { backend, model: loaded.network.name };
}

/** The model as the server sends it. */
interface Fetched {
	artifacts: tf.io.ModelArtifacts;
	views: TestTimeAugmentation;
}

async function open(fetched: Promise<Fetched>): Promise<Detector> {
	const { artifacts, views } = await fetched;
	const load = async () => artifacts;
	return new Detector(await tf.loadLayersModel({ load }), views);
}

/** The model's files, fetched while TensorFlow.js starts. */
async function fetchModel(): Promise<Fetched> {
	const [json, weightData] = await Promise.all([
		fetchWhole("model/model.json").then((response) => response.json()),
		fetchWhole("model/weights.bin").then((response) => response.arrayBuffer()),
	]);
	checkModel(json, new Uint8Array(weightData));
	const { modelTopology, weightsManifest, views } = json;
	const weightSpecs = weightsManifest[0].weights;
	return { artifacts: { modelTopology, weightSpecs, weightData }, views };
}

async function fetchWhole(path: string): Promise<Response> {
	const response = await fetch(path);
	if (!response.ok)
		throw new Error(
			`${path} cannot be fetched (${response.status}). Reload the page.`,
		);
	return response;
}

async function loadedDetector(): Promise<Detector> {
	if (!detector) throw new Error("The model is not loaded yet.");
	return detector;
}

async function predict(
	photo: Blob,
	square: Square | undefined,
	report: Report,
): Promise<PhotoResult> {
	const picture = await pictureOf(photo);
	const { width, height } = picture;
	const onProgress = (share: number) => report({ width, height, share });
	await onProgress(0);
	const loaded = await loadedDetector();
	const prediction = square
		? await predictInSquare(loaded, picture, square)
		: await predictPhoto(loaded, picture, { onProgress });
	return { width, height, ...prediction };
}

async function pictureOf(photo: Blob): Promise<GreyPicture> {
	if (decoded?.photo !== photo) {
		decoded = undefined; // before the next one needs its room
		decoded = { photo, picture: await decodePhoto(photo) };
	}
	return decoded.picture;
}

/** Sizes of the faces that are searched in a film: one a picture, for the next one is fresher. */
const FILM_SIZES = [1, 0.72, 0.52, 0.37];

/** One prediction a picture where a face is known, a part of a search where none is. */
async function follow(
	frame: ImageBitmap,
	restart: boolean,
): Promise<PhotoResult> {
	const picture = greyOf(frame);
	frame.close();
	const { width, height } = picture;
	const loaded = await loadedDetector();
	if (restart) followed = undefined;
	if (!loaded.hasSpread || !followed) {
		const size = FILM_SIZES[searched++ % FILM_SIZES.length];
		const found = await predictPhoto(loaded, picture, { sizes: [size] });
		followed = found.isFace ? found.square : undefined;
		return { width, height, ...found };
	}
	const { next, ...prediction } = await trackFace(loaded, picture, followed);
	followed = prediction.isFace ? next : undefined;
	return { width, height, ...prediction };
}
