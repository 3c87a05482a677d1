import { TRAINING_HEADER } from "../dataset";
import { KEYPOINT_NAMES } from "../face";
import { trainingRow } from "./csv";
import { attempt, element, saveFile, say, showProgress } from "./dom";
import { LabelEditor } from "./labelEditor";
import type { PhotoLabels } from "./labels";
import { PhotoItem } from "./photoItem";
import type { Predictor } from "./predictor";
import type { Answers } from "./protocol";
import { LabelStore } from "./store";
import { takeTurn } from "./turn";

/** The view that labels photos: a list of them, an editor for one, and the file of all. */
export function startLabelling(
	predictor: Predictor,
	started: Promise<Answers["start"]>,
): { show(): void; add(photos: File[]): void } {
	const store = new LabelStore();
	const items = new Map<number, PhotoItem>();
	let current: number | undefined;
	let search = new AbortController();

	const editor = new LabelEditor({
		onChange(labels) {
			const { isChecked = false } = items.get(labels.id)?.labels ?? {};
			keep({ ...labels, isChecked });
		},
		onStep: (step) => attempt(() => stepBy(step)),
		onPropose: () => attempt(() => propose(currentItem(), true)),
		onRemove: () => attempt(removeCurrent),
	});

	const currentItem = () => items.get(current as number) as PhotoItem;
	const keep = (labels: PhotoLabels) => {
		const item = items.get(labels.id);
		if (!item) return;
		item.show(labels);
		store.saveLabels(labels).catch((error) => say(error.message, true));
		showCounts();
	};

	function showCounts(): void {
		const checked = [...items.values()].filter(
			({ labels }) => labels.isChecked,
		);
		const save = element<HTMLButtonElement>("label-save");
		save.disabled = checked.length === 0;
		save.textContent = `Save training.csv (${checked.length} of ${items.size})`;
		element("label-clear").hidden = items.size === 0;
		element("label-hint").hidden = items.size > 0;
		element("label-editor").hidden = items.size === 0;
	}

	function addItem(labels: PhotoLabels): PhotoItem {
		const item = new PhotoItem(labels, () => attempt(() => open(labels.id)));
		items.set(labels.id, item);
		element("label-list").append(item.root);
		return item;
	}

	let begun: Promise<void> | undefined;
	/** Brings back what was kept, once it is this tab's turn. */
	function begin(): Promise<void> {
		begun ??= takeTurn(() => showWaiting(true)).then(async () => {
			showWaiting(false);
			const kept = await store.allLabels();
			for (const labels of kept) addItem(labels);
			showCounts();
			const next = kept.find(({ isChecked }) => !isChecked) ?? kept[0];
			if (next) await open(next.id);
		});
		return begun;
	}

	async function add(photos: File[]): Promise<void> {
		await begin();
		let first: number | undefined;
		for (const photo of photos) {
			const id = await store.addPhoto(photo);
			const labels = blankLabels(id, photo.name);
			await store.saveLabels(labels);
			addItem(labels);
			first ??= id;
		}
		showCounts();
		if (first !== undefined) await open(first);
	}

	async function open(id: number): Promise<void> {
		current = id;
		for (const [each, item] of items) item.setCurrent(each === id);
		const item = currentItem();
		const photo = await store.photo(id);
		if (current !== id) return;
		if (item.labels.points.length === 0) {
			editor.showPhoto(photo, item.labels.name);
			await propose(item, false);
			if (current !== id || item.labels.points.length === 0) return;
		}
		await editor.open(photo, item.labels);
	}

	/** Has the model say where the points are: of a new photo, or again in the square that was drawn. */
	async function propose(item: PhotoItem, isAgain: boolean): Promise<void> {
		say("Looking for the face…");
		await started;
		const { id } = item.labels;
		const photo = await store.photo(id);
		const square = isAgain ? editor.labels?.square : undefined;
		search.abort(); // of the photo before, should it still be under way
		const mine = new AbortController();
		search = mine;
		const result = await predictor
			.ask<"predict">(
				{ kind: "predict", photo, square },
				{
					signal: mine.signal,
					onProgress: ({ share }) => showProgress(share),
				},
			)
			.finally(() => {
				if (search === mine) showProgress();
			});
		const points = KEYPOINT_NAMES.map((name) => {
			const { x, y } = result.points[name];
			return { x, y, isUnseen: false };
		});
		if (isAgain && current === id) editor.replacePoints(points);
		else {
			const { width, height } = result;
			keep({ ...item.labels, width, height, square: result.square, points });
		}
		say(
			result.isFace === false
				? "The model is not sure that there is a face. This is its best guess."
				: "The model proposes 15 points. Correct them, then Next.",
		);
	}

	/** Goes to another photo; going on means that this one has been checked. */
	async function stepBy(step: 1 | -1): Promise<void> {
		const ids = [...items.keys()];
		const at = ids.indexOf(current as number);
		const { labels } = currentItem();
		if (step === 1 && labels.points.length > 0)
			keep({ ...labels, isChecked: true });
		const next = ids[at + step];
		if (next !== undefined) await open(next);
		else if (step === 1) say("That was the last photo. Save training.csv.");
	}

	async function removeCurrent(): Promise<void> {
		const item = currentItem();
		const ids = [...items.keys()];
		const at = ids.indexOf(item.labels.id);
		await store.remove(item.labels.id);
		items.delete(item.labels.id);
		item.root.remove();
		showCounts();
		const next = ids[at + 1] ?? ids[at - 1];
		if (next !== undefined) await open(next);
		else editor.close();
	}

	async function removeAll(): Promise<void> {
		if (!confirm(`Remove ${items.size} photos and their labels?`)) return;
		await store.clear();
		for (const { root } of items.values()) root.remove();
		items.clear();
		current = undefined;
		editor.close();
		showCounts();
		say("");
	}

	async function save(): Promise<void> {
		const checked = [...items.values()]
			.map(({ labels }) => labels)
			.filter(({ isChecked }) => isChecked);
		const rows = [TRAINING_HEADER];
		for (const { id, points, square } of checked) {
			say(`Writing photo ${rows.length} of ${checked.length}…`);
			const photo = await store.photo(id);
			const face = await predictor.ask<"crop">({ kind: "crop", photo, square });
			const marks = points.map((point) => (point.isUnseen ? undefined : point));
			rows.push(trainingRow(marks, square, face));
		}
		saveFile(new Blob(rows, { type: "text/csv" }), "training.csv");
		say(`training.csv has ${checked.length} faces.`);
	}

	const files = element<HTMLInputElement>("label-files");
	files.addEventListener("change", () => {
		const chosen = [...(files.files ?? [])];
		files.value = "";
		attempt(() => add(chosen));
	});
	element("label-save").addEventListener("click", () => attempt(save));
	element("label-clear").addEventListener("click", () => attempt(removeAll));
	return {
		show: () => attempt(begin),
		add: (photos) => attempt(() => add(photos)),
	};
}

/** Shows nothing else while another tab labels. */
function showWaiting(isWaiting: boolean): void {
	element("label").classList.toggle("waiting", isWaiting);
	element("label-waiting").hidden = !isWaiting;
}

function blankLabels(id: number, name: string): PhotoLabels {
	const square = { left: 0, top: 0, size: 0 };
	const size = { width: 0, height: 0 };
	return { id, name, ...size, square, points: [], isChecked: false };
}
