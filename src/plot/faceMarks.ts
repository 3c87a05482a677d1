import { type Faces, labelsOf } from "../dataset";
import { COORDINATE_COUNT, IMAGE_PIXELS, KEYPOINT_NAMES } from "../face";
import type { PointMark } from "./chart";
import { COLOURS } from "./theme";

/** Faces as the plots of them take them: all, or their pictures alone. */
export interface FacesToPlot {
	/** Grey values 0-255, [n, 96, 96]. */
	images: Uint8Array;
	count: number;
	/** [n, 30] in pixels, NaN where missing. */
	labels?: Float32Array;
	predicted?: Float32Array;
	/** The data row of each in its file; 1 is the first. */
	rows?: ArrayLike<number>;
}

/**
 * Brings together the faces of a plot and checks that there is one of everything
 * for each.
 *
 * @throws where there is no image, a broken one, or not as many labels,
 * predictions or rows as images
 */
export function facesToPlot(
	caller: string,
	faces: Uint8Array | Faces,
	given: Omit<FacesToPlot, "images" | "count">,
): FacesToPlot {
	const images = faces instanceof Uint8Array ? faces : faces.images;
	const whole = faces instanceof Uint8Array ? undefined : faces;
	const count = images.length / IMAGE_PIXELS;
	if (count === 0)
		throw new Error(`${caller}: missing images; expected at least one`);
	if (!Number.isInteger(count))
		throw new Error(
			`${caller}: invalid images: ${images.length} grey values; expected ${IMAGE_PIXELS} for each`,
		);
	const labels = given.labels ?? (whole?.labels ? labelsOf(whole) : undefined);
	const rows = given.rows ?? whole?.rows;
	const { predicted } = given;
	for (const [name, points] of Object.entries({ labels, predicted }))
		if (points && points.length !== count * COORDINATE_COUNT)
			throw new Error(
				`${caller}: invalid ${name}: ${points.length} numbers; expected ${count * COORDINATE_COUNT} for ${count} images`,
			);
	if (rows && rows.length !== count)
		throw new Error(
			`${caller}: invalid rows: ${rows.length}; expected ${count}, one for each image`,
		);
	return { images, count, labels, predicted, rows };
}

/** The picture at a position. */
export function imageAt({ images }: FacesToPlot, i: number): Uint8Array {
	return images.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS);
}

/** What a face is called: by its row, where that is known, else by its position. */
export function faceName({ rows }: Pick<FacesToPlot, "rows">, i: number) {
	return rows ? `row ${rows[i]}` : `face ${i + 1}`;
}

/** Labels as green rings and predictions as orange crosses, each face where `at` puts it. */
export function pointMarks(
	faces: FacesToPlot,
	at: (face: number) => { x: number; y: number } = () => ({ x: 0, y: 0 }),
	size = 7,
): PointMark[] {
	const marks: PointMark[] = [];
	const looks = [
		["labels", "label", COLOURS.green, "ring"],
		["predicted", "prediction", COLOURS.orange, "cross"],
	] as const;
	for (const [key, name, colour, symbol] of looks) {
		const points = faces[key];
		if (!points) continue;
		const mark = { kind: "points", name, colour, symbol, rim: true } as const;
		marks.push({ ...mark, size, ...placePoints(faces, points, name, at) });
	}
	return marks;
}

function placePoints(
	faces: FacesToPlot,
	points: Float32Array,
	kind: string,
	at: (face: number) => { x: number; y: number },
): Pick<PointMark, "x" | "y" | "hover"> {
	const placed = {
		x: [] as number[],
		y: [] as number[],
		hover: [] as string[],
	};
	for (let j = 0; j < points.length; j += 2) {
		const [x, y] = [points[j], points[j + 1]];
		if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
		const face = Math.floor(j / COORDINATE_COUNT);
		const point = KEYPOINT_NAMES[(j % COORDINATE_COUNT) / 2];
		const origin = at(face);
		placed.x.push(origin.x + x);
		placed.y.push(origin.y + y);
		placed.hover.push(
			`${faceName(faces, face)} · ${point} · ${kind} ${x.toFixed(1)}, ${y.toFixed(1)}`,
		);
	}
	return placed;
}
