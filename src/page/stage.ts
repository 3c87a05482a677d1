import type { Square } from "../photo";
import { create } from "./dom";
import { NAMED_POINTS } from "./names";

/** A point as it is shown. */
export interface ShownPoint {
	/** In pixels of the picture. */
	x: number;
	y: number;
	/** From 0 to 1, where the model tells it. */
	confidence?: number;
	/** Shown as one that cannot be seen in the picture. */
	isHidden?: boolean;
}

/** Below this confidence a point is drawn as one to be doubted. */
const DOUBTED = 0.5;

/**
 * A picture with 15 points on it. Points are buttons that lie over the picture:
 * they have one size on the screen however large the picture is, and can be
 * reached by mouse, finger and key alike. Each shows its name when it is pointed
 * at or has the focus.
 */
export class Stage {
	readonly points: HTMLButtonElement[];
	private readonly layer: HTMLElement;
	private readonly frame: HTMLElement;
	private width = 1;
	private height = 1;

	/**
	 * @param root an empty element
	 * @param picture what is under the points: an image or a video
	 */
	constructor(
		readonly root: HTMLElement,
		picture: HTMLElement,
	) {
		this.frame = create("div", { className: "face-square", hidden: true });
		this.points = NAMED_POINTS.map(({ words }) => {
			const button = create("button", { type: "button", className: "point" });
			button.append(create("span", { className: "name" }, words));
			return button;
		});
		this.layer = create("div", { className: "points" }, this.frame);
		this.layer.setAttribute("role", "group");
		this.layer.setAttribute("aria-label", "15 points");
		this.layer.append(...this.points);
		root.append(picture, this.layer);
		this.clear();
	}

	/** Makes room for a picture of some size in pixels. */
	setSize(width: number, height: number): void {
		[this.width, this.height] = [width, height];
		this.root.style.setProperty("--ratio", String(width / height));
	}

	/** Shows the points, in the order of the competition's columns. */
	setPoints(shown: readonly ShownPoint[]): void {
		shown.forEach((point, i) => {
			this.setPoint(i, point);
		});
		this.layer.classList.remove("empty");
	}

	setPoint(i: number, { x, y, confidence, isHidden }: ShownPoint): void {
		const button = this.points[i];
		// Pixel indices count from the middle of the first pixel, the layer from its edge.
		button.style.left = `${(100 * (x + 0.5)) / this.width}%`;
		button.style.top = `${(100 * (y + 0.5)) / this.height}%`;
		const doubted = confidence !== undefined && confidence < DOUBTED;
		button.classList.toggle("doubted", doubted);
		button.classList.toggle("unseen", Boolean(isHidden));
		const where = isHidden
			? "cannot be seen"
			: `x ${x.toFixed(1)}, y ${y.toFixed(1)}`;
		const sure =
			confidence === undefined ? "" : `, ${percent(confidence)} sure`;
		button.setAttribute(
			"aria-label",
			`${NAMED_POINTS[i].words}: ${where}${sure}`,
		);
	}

	/** Shows which part of the picture the model saw. */
	setSquare({ left, top, size }: Square): void {
		const { style } = this.frame;
		style.left = `${(100 * left) / this.width}%`;
		style.top = `${(100 * top) / this.height}%`;
		style.width = `${(100 * size) / this.width}%`;
		style.height = `${(100 * size) / this.height}%`;
		this.frame.hidden = false;
	}

	/** Puts a handle on that square. */
	addToSquare(handle: HTMLElement): void {
		this.frame.append(handle);
	}

	/** Takes the points away. */
	clear(): void {
		this.layer.classList.add("empty");
		this.frame.hidden = true;
	}

	/** Where on the picture a place of the window is, in pixels. */
	place(clientX: number, clientY: number): { x: number; y: number } {
		const { left, top, width, height } = this.layer.getBoundingClientRect();
		return {
			x: ((clientX - left) / width) * this.width - 0.5,
			y: ((clientY - top) / height) * this.height - 0.5,
		};
	}
}

/** A share in whole percent. */
export function percent(share: number): string {
	return `${Math.round(100 * share)} %`;
}
