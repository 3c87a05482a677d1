import { TRAINING_HEADER } from "../dataset";
import { KEYPOINT_NAMES } from "../face";
import { confidenceOf, describePrediction } from "../photo";
import { trainingRow } from "./csv";
import {
	attempt,
	create,
	element,
	saveFile,
	say,
	showProgress,
	stem,
} from "./dom";
import { drawPoints } from "./drawPoints";
import { PointTable } from "./pointTable";
import type { Predictor } from "./predictor";
import type { Answers, PhotoResult, Progress } from "./protocol";
import { type ShownPoint, Stage } from "./stage";

/** The drawn faces that come with the page. */
const SAMPLES = ["1", "2", "3", "4"];

/** The view of one photo: its points on it and in a table, and files of them. */
export function startPhotos(
	predictor: Predictor,
	started: Promise<Answers["start"]>,
): { open(photo: Blob): void } {
	const image = create("img", { alt: "" });
	const stage = new Stage(element("photo-stage"), image);
	const table = new PointTable(stage);
	let shown: { photo: Blob; result: PhotoResult } | undefined;
	let search = new AbortController();

	/** Shows the photo, its points still to come. */
	const showPhoto = (photo: Blob, { width, height }: Progress) => {
		shown = undefined;
		URL.revokeObjectURL(image.src);
		image.src = URL.createObjectURL(photo);
		image.alt = photo instanceof File ? photo.name : "the photo";
		stage.clear();
		stage.setSize(width, height);
		table.clear();
		element("photo-result").hidden = false;
		element("photo-downloads").hidden = true;
		element("photo").classList.add("filled");
	};
	const showResult = (photo: Blob, result: PhotoResult) => {
		shown = { photo, result };
		const points = shownPoints(result);
		stage.setPoints(points);
		stage.setSquare(result.square);
		table.show(points);
		element("photo-downloads").hidden = false;
		say(
			result.isFace === false
				? "The model is not sure that there is a face. This is its best guess."
				: "15 points found.",
		);
	};
	const open = (photo: Blob) =>
		attempt(async () => {
			search.abort(); // of the photo before, should it still be under way
			const mine = new AbortController();
			search = mine;
			say("Looking for the face…");
			await started;
			try {
				const result = await predictor.ask<"predict">(
					{ kind: "predict", photo },
					{
						signal: mine.signal,
						onProgress(progress) {
							if (progress.share === 0) showPhoto(photo, progress);
							showProgress(progress.share);
						},
					},
				);
				showResult(photo, result);
			} finally {
				if (search === mine) showProgress();
			}
		});

	const file = element<HTMLInputElement>("photo-file");
	file.addEventListener("change", () => {
		if (file.files?.[0]) open(file.files[0]);
		file.value = "";
	});
	for (const name of SAMPLES) addSample(`samples/${name}.webp`, name, open);
	const onSave = (
		id: string,
		save: (photo: Blob, result: PhotoResult) => Promise<void>,
	) =>
		element(id).addEventListener("click", () => {
			const now = shown;
			if (now) attempt(() => save(now.photo, now.result));
		});
	onSave("save-png", async (photo, result) =>
		saveFile(await drawPoints(image, result), `${nameOf(photo)}-points.png`),
	);
	onSave("save-json", async (photo, result) =>
		saveFile(toJson(result), `${nameOf(photo)}-points.json`),
	);
	onSave("save-csv", async (photo, { points, square }) => {
		const face = await predictor.ask<"crop">({ kind: "crop", photo, square });
		const marks = KEYPOINT_NAMES.map((name) => points[name]);
		const text = TRAINING_HEADER + trainingRow(marks, square, face);
		const type = "text/csv";
		saveFile(new Blob([text], { type }), `${nameOf(photo)}-points.csv`);
	});
	return { open };
}

function nameOf(photo: Blob): string {
	return photo instanceof File ? stem(photo.name) : "photo";
}

function addSample(url: string, name: string, open: (photo: Blob) => void) {
	const image = create("img", { src: url, alt: `drawn face ${name}` });
	const button = create("button", { type: "button" }, image);
	button.addEventListener("click", () =>
		attempt(async () => {
			const response = await fetch(url).catch(() => {
				throw new Error(
					"The drawn face cannot be fetched. Is the app still running?",
				);
			});
			const bytes = await response.blob();
			open(new File([bytes], `drawn-face-${name}.webp`, { type: bytes.type }));
		}),
	);
	element("sample-list").append(button);
}

/** A prediction's points in the competition's order, with how sure the model is. */
export function shownPoints({ points, square }: PhotoResult): ShownPoint[] {
	return KEYPOINT_NAMES.map((name) => {
		const { x, y, spread } = points[name];
		const isKnown = spread !== undefined;
		const confidence = isKnown ? confidenceOf(spread, square.size) : undefined;
		return { x, y, confidence };
	});
}

function toJson({ width, height, ...prediction }: PhotoResult): Blob {
	const value = { width, height, ...describePrediction(prediction) };
	const text = `${JSON.stringify(value, null, 2)}\n`;
	return new Blob([text], { type: "application/json" });
}
