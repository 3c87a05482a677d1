import type { Random } from "../base";
import { COORDINATE_NAMES, type KeypointName } from "../face";

/** How often labels are missing together. */
type Pattern = readonly [rows: number, ...missing: KeypointName[]];

/**
 * Patterns of gaps in the competition's training rows, by what their source
 * marks otherwise, with how many of its 7,049 rows have them. What is not listed
 * is a handful of patterns that occur once.
 */
const PATTERNS: Record<"A" | "B", readonly Pattern[]> = {
	A: [
		[2140],
		[31, "left_eyebrow_outer_end"],
		[26, "right_eyebrow_outer_end"],
		[13, "mouth_center_bottom_lip"],
		[6, "left_eyebrow_outer_end", "right_eyebrow_outer_end"],
		[4, "left_eye_outer_corner"],
		[4, "mouth_right_corner"],
		[3, "mouth_left_corner"],
		[3, "mouth_center_top_lip", "mouth_center_bottom_lip"],
		[
			3,
			"left_eyebrow_inner_end",
			"left_eyebrow_outer_end",
			"right_eyebrow_inner_end",
			"right_eyebrow_outer_end",
		],
		[3, "right_eye_center", "right_eye_inner_corner", "right_eye_outer_corner"],
		[
			3,
			"mouth_left_corner",
			"mouth_right_corner",
			"mouth_center_top_lip",
			"mouth_center_bottom_lip",
		],
		[
			3,
			"left_eye_inner_corner",
			"right_eye_inner_corner",
			"left_eyebrow_inner_end",
			"left_eyebrow_outer_end",
			"right_eyebrow_inner_end",
			"right_eyebrow_outer_end",
		],
		[2, "left_eye_inner_corner"],
		[2, "left_eye_outer_corner", "left_eyebrow_outer_end"],
		[2, "right_eyebrow_inner_end", "right_eyebrow_outer_end"],
		[2, "left_eyebrow_inner_end", "right_eyebrow_inner_end"],
		[2, "left_eye_inner_corner", "left_eye_outer_corner"],
		[2, "left_eyebrow_outer_end", "mouth_left_corner"],
		[2, "right_eye_outer_corner", "right_eyebrow_outer_end"],
	],
	B: [[4755], [10, "mouth_center_bottom_lip"]],
};

/** Rows that source A marks, out of all. */
export const SOURCE_A_SHARE = 2282 / 7049;

/** Takes labels away, as they are missing together in the competition: NaN in [30] labels. */
export function forgetLabels(
	labels: number[],
	source: "A" | "B",
	random: Random,
): void {
	for (const name of drawPattern(PATTERNS[source], random)) {
		const i = COORDINATE_NAMES.indexOf(`${name}_x`);
		labels[i] = Number.NaN;
		labels[i + 1] = Number.NaN;
	}
}

function drawPattern(
	patterns: readonly Pattern[],
	random: Random,
): readonly KeypointName[] {
	let left = random.integer(patterns.reduce((sum, [rows]) => sum + rows, 0));
	for (const [rows, ...missing] of patterns) {
		if (left < rows) return missing;
		left -= rows;
	}
	return [];
}
