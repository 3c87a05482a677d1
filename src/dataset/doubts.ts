import {
	COORDINATE_COUNT,
	COORDINATE_NAMES,
	IMAGE_PIXELS,
	IMAGE_SIZE,
	KEYPOINT_COUNT,
} from "../face";
import { type Faces, faceCount } from "./faces";

/** Something that a file may hold, and no face has. */
export interface Doubt {
	/** How many are so, of how many that could be: faces, unless `unit` says otherwise. */
	count: number;
	of: number;
	unit?: string;
	/** What is so of them, as in `have their eyes below the mouth`. */
	problem: string;
	/** What was expected, and how to come by it. */
	expected: string;
	/** The share from which on training would be on nonsense. */
	limit: number;
	/** Up to this share it is no slip. Default 0. */
	usual?: number;
	/** Rows of the file where it is so. */
	rows: number[];
}

/** One face: its labels [30], NaN where missing, and its pixels [9216]. */
interface Face {
	labels: Float32Array;
	pixels: Uint8Array;
}

/** What is looked at in each face by itself. */
interface Rule extends Pick<Doubt, "problem" | "expected" | "limit"> {
	/** Whether it is so; undefined where the face has not the labels to tell. */
	isSo(face: Face): boolean | undefined;
}

/** Most faces are so: it is the file, and not a slip in a row. */
const MOST = 0.5;
/** Closer together than this the eyes of no face are that fills the image. */
const CLOSEST_EYES = 5;
/** An image of fewer grey levels shows nothing. */
const FEWEST_LEVELS = 8;
/** Beyond this turn, in degrees, a face lies on its side. */
const LARGEST_TURN = 60;
/** So many points of a face that lie in one place are no points. */
const HEAPED_POINTS = 3;

const RULES: Rule[] = [
	{
		problem: "have their eyes less than 5 pixels apart",
		expected: `pixels of the ${IMAGE_SIZE}x${IMAGE_SIZE} image, from 0 to ${IMAGE_SIZE - 1}: labels from -1 to 1 become pixels by x * 48 + 48, labels from 0 to 1 by x * 96`,
		limit: MOST,
		isSo: (face) => apart(face, (x, y) => Math.hypot(x, y) < CLOSEST_EYES),
	},
	{
		problem: `have ${HEAPED_POINTS} points or more in one and the same place`,
		expected:
			"each point where it is in the picture, and blank cells where it is not known",
		limit: 0.05,
		isSo: ({ labels }) => heaped(labels) >= HEAPED_POINTS,
	},
	{
		problem: "have one eye above the other, as if they lay on their sides",
		expected: "x to the right, then y down, in the columns of these names",
		limit: MOST,
		isSo: (face) =>
			apart(
				face,
				(x, y) =>
					Math.abs(y) > Math.abs(x) * Math.tan((LARGEST_TURN * Math.PI) / 180),
			),
	},
	{
		problem: "have their eyes below the mouth",
		expected: "y from the top of the picture down",
		limit: MOST,
		isSo: ({ labels }) => {
			const eyes = (labels[LEFT_EYE + 1] + labels[RIGHT_EYE + 1]) / 2;
			const lip = labels[LOWER_LIP + 1];
			return Number.isNaN(eyes + lip) ? undefined : eyes > lip;
		},
	},
	{
		problem: "have their left eye on the left side of the picture",
		expected:
			"left and right as the person has them: the left eye has the larger x",
		limit: MOST,
		isSo: (face) => apart(face, (x, y) => x < 0 && Math.abs(y) < -x),
	},
	{
		problem: "are of one grey, or nearly so",
		expected: "pictures with grey values from 0 to 255",
		limit: MOST,
		isSo: ({ pixels }) => {
			let [lowest, highest] = [255, 0];
			for (const pixel of pixels) {
				if (pixel < lowest) lowest = pixel;
				if (pixel > highest) highest = pixel;
				if (highest - lowest >= FEWEST_LEVELS) return false;
			}
			return true;
		},
	},
];

const placeOf = (name: string) => COORDINATE_NAMES.indexOf(`${name}_x`);
const LEFT_EYE = placeOf("left_eye_center");
const RIGHT_EYE = placeOf("right_eye_center");
const LOWER_LIP = placeOf("mouth_center_bottom_lip");

/** What faces hold that no face has, by what each of them shows and by all labels together. */
export function doubtsOf(faces: Faces): Doubt[] {
	const labels =
		faces.labels ??
		new Float32Array(faceCount(faces) * COORDINATE_COUNT).fill(Number.NaN);
	const each = RULES.map((rule) => {
		const rows: number[] = [];
		let of = 0;
		for (let i = 0; i < faceCount(faces); i++) {
			const isSo = rule.isSo({
				labels: labels.subarray(
					i * COORDINATE_COUNT,
					(i + 1) * COORDINATE_COUNT,
				),
				pixels: faces.images.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS),
			});
			if (isSo !== undefined) of++;
			if (isSo) rows.push(faces.rows[i]);
		}
		const { isSo: _, ...told } = rule;
		return { ...told, count: rows.length, of, rows };
	});
	const inAll = faces.labels ? labelDoubts(labels, faces.rows) : [];
	return [...inAll, ...each].filter(({ count }) => count > 0);
}

/** What only all labels together show. */
function labelDoubts(labels: Float32Array, rows: Int32Array): Doubt[] {
	const rowsOf = (is: (label: number, i: number) => boolean) => {
		const found = new Set<number>();
		let count = 0;
		labels.forEach((label, i) => {
			if (!is(label, i)) return;
			count++;
			found.add(rows[Math.floor(i / COORDINATE_COUNT)]);
		});
		return { count, rows: [...found] };
	};
	const of = rowsOf((label) => !Number.isNaN(label)).count;
	const other = (i: number) => labels[i % 2 === 0 ? i + 1 : i - 1];
	return [
		{
			...rowsOf(
				(label, i) =>
					label <= 0 && Number.isInteger(label) && label === other(i),
			),
			of,
			unit: "labels",
			problem: "belong to points at (0, 0), (-1, -1) or the like",
			expected: "blank cells where a point is not known",
			limit: 0.01,
		},
		{
			...rowsOf((label) => label < -0.5 || label > IMAGE_SIZE - 0.5),
			of,
			unit: "labels",
			problem: "lie outside the picture",
			expected: `pixels of the ${IMAGE_SIZE}x${IMAGE_SIZE} image, from 0 to ${IMAGE_SIZE - 1}`,
			limit: MOST,
			usual: 0.05, // people mark points that the picture cuts off
		},
		{
			...rowsOf((label, i) => !Number.isNaN(label) && Number.isNaN(other(i))),
			of,
			unit: "labels",
			problem: "are an x without its y, or a y without its x",
			expected: "both or neither of a point",
			limit: MOST,
		},
	];
}

/** What is so of the way from the right eye to the left. */
function apart(
	{ labels }: Face,
	isSo: (x: number, y: number) => boolean,
): boolean | undefined {
	const x = labels[LEFT_EYE] - labels[RIGHT_EYE];
	const y = labels[LEFT_EYE + 1] - labels[RIGHT_EYE + 1];
	return Number.isNaN(x + y) ? undefined : isSo(x, y);
}

/** The most points that lie in one place; 0 where there are no points. */
function heaped(labels: Float32Array): number {
	const places = new Map<string, number>();
	for (let point = 0; point < KEYPOINT_COUNT; point++) {
		const [x, y] = [labels[2 * point], labels[2 * point + 1]];
		if (Number.isNaN(x + y)) continue;
		const place = `${x},${y}`;
		places.set(place, (places.get(place) ?? 0) + 1);
	}
	return Math.max(0, ...places.values());
}
