import { IMAGE_SIZE } from "../face";
import { create, element, say } from "./dom";
import { onDrag } from "./drag";
import {
	dragCorner,
	type Label,
	LabelHistory,
	type PhotoLabels,
} from "./labels";
import { NAMED_POINTS } from "./names";
import { Stage } from "./stage";

/** What the editor tells. */
export interface EditorEvents {
	onChange(labels: PhotoLabels): void;
	onStep(step: 1 | -1): void;
	onPropose(): void;
	onRemove(): void;
}

/** How far an arrow key moves a point, in pixels of the face image; with Shift so many times that. */
const NUDGE = 0.5;
const FAR = 5;

const ARROWS: Record<string, readonly [number, number]> = {
	ArrowLeft: [-1, 0],
	ArrowRight: [1, 0],
	ArrowUp: [0, -1],
	ArrowDown: [0, 1],
};

/** Edits the labels of one photo, by mouse, finger and keys. */
export class LabelEditor {
	private readonly image = create("img", { alt: "", draggable: false });
	private readonly stage = new Stage(element("label-stage"), this.image);
	private history: LabelHistory | undefined;
	private selected = 0;

	constructor(private readonly events: EditorEvents) {
		this.addCorners();
		this.stage.points.forEach((button, i) => {
			button.addEventListener("focus", () => this.select(i));
			this.onDrag(button, (x, y) => {
				this.history?.movePoint(i, x, y, `drag ${i}`);
			});
		});
		const onClick = (id: string, work: () => void) =>
			element(id).addEventListener("click", work);
		onClick("label-previous", () => events.onStep(-1));
		onClick("label-next", () => events.onStep(1));
		onClick("label-propose", events.onPropose);
		onClick("label-remove", events.onRemove);
		onClick("label-undo", () => this.undo());
		onClick("label-unseen", () => this.toggleUnseen());
		addEventListener("keydown", (event) => this.onKey(event));
	}

	/** The labels as they are now. */
	get labels(): PhotoLabels | undefined {
		return this.history?.now;
	}

	/** Shows a photo whose labels are still to come. */
	showPhoto(photo: Blob, name: string): void {
		this.history = undefined;
		this.stage.clear();
		URL.revokeObjectURL(this.image.src);
		this.image.src = URL.createObjectURL(photo);
		this.image.alt = name;
	}

	async open(photo: Blob, labels: PhotoLabels): Promise<void> {
		this.showPhoto(photo, labels.name);
		this.stage.setSize(labels.width, labels.height);
		this.history = new LabelHistory(labels);
		this.draw();
		this.stage.points[this.selected].focus();
	}

	/** No photo is left. */
	close(): void {
		this.history = undefined;
		this.stage.clear();
		this.image.removeAttribute("src");
	}

	/** Takes other points for all, as a step that can be undone. */
	replacePoints(points: Label[]): void {
		this.history?.change({ points });
		this.changed();
	}

	private changed(): void {
		if (!this.history) return;
		this.draw();
		this.events.onChange(this.history.now);
	}

	private draw(): void {
		if (!this.history) return;
		const { points, square } = this.history.now;
		this.stage.setPoints(
			points.map(({ x, y, isUnseen }) => ({ x, y, isHidden: isUnseen })),
		);
		this.stage.setSquare(square);
		this.drawSelected();
		element<HTMLButtonElement>("label-undo").disabled = !this.history.canUndo;
	}

	private select(i: number): void {
		this.selected = i;
		this.drawSelected();
	}

	private drawSelected(): void {
		this.stage.points.forEach((button, i) => {
			button.classList.toggle("lit", i === this.selected);
		});
		const point = this.history?.now.points[this.selected];
		if (!point) return;
		const { words } = NAMED_POINTS[this.selected];
		const where = point.isUnseen
			? "cannot be seen"
			: `${point.x.toFixed(1)}, ${point.y.toFixed(1)}`;
		element("label-point").textContent = `${words}: ${where}`;
		element("label-unseen").setAttribute(
			"aria-pressed",
			String(point.isUnseen),
		);
	}

	private toggleUnseen(): void {
		this.history?.toggleUnseen(this.selected);
		this.changed();
		const point = this.history?.now.points[this.selected];
		const { words } = NAMED_POINTS[this.selected];
		if (point)
			say(`${words} ${point.isUnseen ? "cannot be seen" : "can be seen"}.`);
	}

	private undo(): void {
		if (!this.history?.canUndo) return;
		this.history.undo();
		this.changed();
	}

	private onKey(event: KeyboardEvent): void {
		if (!this.history || element("label").hidden) return;
		const key = event.key.toLowerCase();
		if ((event.ctrlKey || event.metaKey) && key === "z") this.undo();
		else if (event.ctrlKey || event.metaKey || event.altKey) return;
		else if (event.key in ARROWS && this.isOnPoint()) this.nudge(event);
		else if (key === "h" || event.key === "Delete") this.toggleUnseen();
		else if (key === "n" || event.key === "PageDown") this.events.onStep(1);
		else if (key === "p" || event.key === "PageUp") this.events.onStep(-1);
		else return;
		event.preventDefault();
	}

	private isOnPoint(): boolean {
		const { activeElement } = document;
		return this.stage.points.some((button) => button === activeElement);
	}

	private nudge({ key, shiftKey }: KeyboardEvent): void {
		if (!this.history) return;
		const { points, square } = this.history.now;
		const step = ((shiftKey ? FAR : 1) * NUDGE * square.size) / IMAGE_SIZE;
		const [right, down] = ARROWS[key];
		const { x, y } = points[this.selected];
		this.history.movePoint(
			this.selected,
			x + right * step,
			y + down * step,
			`nudge ${this.selected}`,
		);
		this.changed();
	}

	/** Two handles on the face square: one corner moves, the other stays. */
	private addCorners(): void {
		for (const corner of [0, 1] as const) {
			const button = create("button", {
				type: "button",
				className: `corner corner-${corner}`,
			});
			button.setAttribute(
				"aria-label",
				corner === 0 ? "top left of the face" : "bottom right of the face",
			);
			const moveTo = (x: number, y: number) => {
				if (!this.history) return;
				const { square } = this.history.now;
				const moved = dragCorner(square, corner, x, y);
				this.history.change({ square: moved }, `corner ${corner}`);
			};
			this.onDrag(button, (x, y) => moveTo(x + 0.5, y + 0.5));
			button.addEventListener("keydown", (event) => {
				if (!(event.key in ARROWS) || !this.history) return;
				event.preventDefault();
				const { left, top, size } = this.history.now.square;
				const [right, down] = ARROWS[event.key];
				const by = ((right || down) * (event.shiftKey ? FAR : 1) * size) / 96;
				const edge = corner * size + by;
				moveTo(left + edge, top + edge);
				this.changed();
			});
			this.stage.addToSquare(button);
		}
	}

	/** Calls `move` with places in the photo while a handle is dragged; all of a drag is one step. */
	private onDrag(
		handle: HTMLElement,
		move: (x: number, y: number) => void,
	): void {
		onDrag(handle, {
			canStart: () => this.history !== undefined,
			onMove: (clientX, clientY) => {
				const { x, y } = this.stage.place(clientX, clientY);
				move(x, y);
				this.draw();
			},
			onEnd: () => {
				this.history?.settle();
				this.changed();
			},
		});
	}
}
