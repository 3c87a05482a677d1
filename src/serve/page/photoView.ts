import { KEYPOINT_NAMES, TRAINING_HEADER } from "../../dataset";
import { confidenceOf } from "../../photo";
import { trainingRow } from "./csv";
import { attempt, create, element, saveFile, say, stem } from "./dom";
import { drawPoints } from "./drawPoints";
import { NAMED_POINTS } from "./names";
import type { Predictor } from "./predictor";
import type { Answers, PhotoResult } from "./protocol";
import { percent, type ShownPoint, Stage } from "./stage";

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
	let latest = 0;

	const open = (photo: Blob) =>
		attempt(async () => {
			const turn = ++latest;
			say("Looking for the face…");
			await started;
			const result = await predictor.ask<"predict">({ kind: "predict", photo });
			if (turn !== latest) return; // another photo was opened meanwhile
			shown = { photo, result };
			URL.revokeObjectURL(image.src);
			image.src = URL.createObjectURL(photo);
			image.alt = photo instanceof File ? photo.name : "the photo";
			const points = shownPoints(result);
			stage.setSize(result.width, result.height);
			stage.setPoints(points);
			stage.setSquare(result.square);
			table.show(points);
			element("photo-result").hidden = false;
			element("photo-downloads").hidden = false;
			element("photo").classList.add("filled");
			say(
				result.isFace === false
					? "The model is not sure that there is a face. This is its best guess."
					: "15 points found.",
			);
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
			const bytes = await (await fetch(url)).blob();
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

function toJson(result: PhotoResult): Blob {
	const round = (value: number) => Math.round(value * 100) / 100;
	const { width, height, square, isFace } = result;
	const points = shownPoints(result).map(({ x, y, confidence }, i) => ({
		name: KEYPOINT_NAMES[i],
		x: round(x),
		y: round(y),
		...(confidence !== undefined && { confidence: round(confidence) }),
	}));
	const crop = {
		left: round(square.left),
		top: round(square.top),
		size: round(square.size),
	};
	const text = JSON.stringify({ width, height, isFace, crop, points }, null, 2);
	return new Blob([`${text}\n`], { type: "application/json" });
}

/** The points as a table; a row and its point on the photo light up together. */
class PointTable {
	private readonly rows: HTMLTableRowElement[];

	constructor(stage: Stage) {
		this.rows = NAMED_POINTS.map(({ words }, i) => {
			const row = create("tr", {}, create("th", { scope: "row" }, words));
			for (let column = 0; column < 3; column++) row.append(create("td"));
			const point = stage.points[i];
			const light = (on: boolean) => {
				for (const each of [row, point]) each.classList.toggle("lit", on);
			};
			for (const each of [row, point]) {
				each.addEventListener("pointerenter", () => light(true));
				each.addEventListener("pointerleave", () => light(false));
			}
			point.addEventListener("focus", () => light(true));
			point.addEventListener("blur", () => light(false));
			return row;
		});
		element("photo-table")
			.querySelector("tbody")
			?.append(...this.rows);
	}

	show(points: readonly ShownPoint[]): void {
		points.forEach(({ x, y, confidence }, i) => {
			const cells = this.rows[i].querySelectorAll("td");
			cells[0].textContent = x.toFixed(1);
			cells[1].textContent = y.toFixed(1);
			cells[2].textContent =
				confidence === undefined ? "–" : percent(confidence);
		});
	}
}
