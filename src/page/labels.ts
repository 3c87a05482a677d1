import type { Square } from "../photo";

/** A labelled point, in pixels of the photo. */
export interface Label {
	x: number;
	y: number;
	/** Whether it cannot be seen; its place is kept, should it be seen again. */
	isUnseen: boolean;
}

/** The labels of one photo, as they are kept. */
export interface PhotoLabels {
	id: number;
	name: string;
	/** Pixels across and down; 0 until the photo has been read. */
	width: number;
	height: number;
	/** The face image. */
	square: Square;
	/** The 15 points; none until the model has proposed them. */
	points: Label[];
	/** Whether somebody has looked at them and gone on. */
	isChecked: boolean;
}

type Change = Partial<Pick<PhotoLabels, "points" | "square">>;

/** Steps that can be undone. */
const KEPT = 200;

/**
 * One photo's labels while they are edited: every change makes new labels, and the
 * old ones are kept for undo.
 */
export class LabelHistory {
	private readonly before: PhotoLabels[] = [];
	private lastKind = "";

	constructor(public now: PhotoLabels) {}

	/**
	 * @param kind changes of the same kind that follow one another are one step, as
	 *   the many moves of one drag are; empty for a step of its own
	 */
	change(change: Change, kind = ""): void {
		if (kind === "" || kind !== this.lastKind) {
			this.before.push(this.now);
			if (this.before.length > KEPT) this.before.shift();
		}
		this.lastKind = kind;
		this.now = { ...this.now, ...change };
	}

	/** Ends a row of changes of one kind. */
	settle(): void {
		this.lastKind = "";
	}

	get canUndo(): boolean {
		return this.before.length > 0;
	}

	undo(): void {
		this.now = this.before.pop() ?? this.now;
		this.settle();
	}

	movePoint(i: number, x: number, y: number, kind: string): void {
		const { width, height } = this.now;
		const inside = (at: number, length: number) =>
			Math.min(Math.max(at, -0.5), length - 0.5);
		const moved = { x: inside(x, width), y: inside(y, height) };
		this.change({ points: this.with(i, moved) }, kind);
	}

	toggleUnseen(i: number): void {
		const { isUnseen } = this.now.points[i];
		this.change({ points: this.with(i, { isUnseen: !isUnseen }) });
	}

	private with(i: number, change: Partial<Label>): Label[] {
		return this.now.points.map((point, at) =>
			at === i ? { ...point, ...change } : point,
		);
	}
}

/** The square with one corner (0 top left, 1 bottom right) moved to a place; it stays a square. */
export function dragCorner(
	{ left, top, size }: Square,
	corner: 0 | 1,
	x: number,
	y: number,
): Square {
	const least = 16;
	if (corner === 1) {
		const wanted = Math.max(x - left, y - top, least);
		return { left, top, size: wanted };
	}
	const wanted = Math.max(left + size - x, top + size - y, least);
	return { left: left + size - wanted, top: top + size - wanted, size: wanted };
}
