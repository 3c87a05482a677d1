import { createHash } from "node:crypto";
import sharp from "sharp";
import { createRandom } from "../../src/base";
import { createPainter } from "../../src/drawn/painter";
import { createPerson } from "../../src/drawn/person";
import { createShot } from "../../src/drawn/shot";
import { KEYPOINT_NAMES, type KeypointName } from "../../src/face";
import type { FramesOrigin } from "../../src/youtube";
import { zip } from "../dataset/files";

/** A drawn face in a frame, and where its points really are. */
export interface Frame {
	file: string;
	png: Buffer;
	/** As sources A and B mark it, in pixels of the frame, [30]. */
	a: number[];
	b: number[];
}

export const PEOPLE = ["Ada_One", "Ben_Two", "Cleo_Three", "Dan_van_Four"];
/** Whom the archive's origin keeps apart. */
export const TESTED = "Cleo_Three";
/** Where the drawn face of 96x96 begins in its frame. */
const LEFT = 22;
const TOP = 27;
const WIDTH = 140;
const HEIGHT = 150;

let drawn: Promise<Frame[]> | undefined;

/** Three frames of each person, drawn once: PNG files named .jpg, as the real ones are. */
export function drawFrames(): Promise<Frame[]> {
	drawn ??= draw();
	return drawn;
}

async function draw(): Promise<Frame[]> {
	const paint = createPainter();
	const frames: Frame[] = [];
	for (const [i, name] of PEOPLE.entries()) {
		const person = createPerson(createRandom(i));
		for (const number of [0, 1, 10]) {
			const random = createRandom(100 * i + number);
			// From the front, so that none of its points can leave the image.
			const shot = { ...createShot(random), yaw: 0, scale: 33 };
			const { image, labels } = paint(person, shot);
			const moved = (source: "A" | "B") =>
				labels(source).map((value, j) => value + (j % 2 === 0 ? LEFT : TOP));
			frames.push({
				file: `${name}_${String(number).padStart(2, "0")}.jpg`,
				png: await toFrame(image),
				a: moved("A"),
				b: moved("B"),
			});
		}
	}
	return frames;
}

/** The face in a larger picture with red, green, blue and alpha. */
function toFrame(image: Uint8Array): Promise<Buffer> {
	return sharp(image, { raw: { width: 96, height: 96, channels: 1 } })
		.extend({
			left: LEFT,
			right: WIDTH - 96 - LEFT,
			top: TOP,
			bottom: HEIGHT - 96 - TOP,
			extendWith: "copy",
		})
		.toColourspace("srgb")
		.ensureAlpha()
		.png()
		.toBuffer();
}

/** A row of the file of landmarks: they lie to the right of what they mark and below it. */
export function landmarkRow({ file, a, b }: Frame): string {
	const at = (points: number[], name: KeypointName) => {
		const i = 2 * KEYPOINT_NAMES.indexOf(name);
		return [points[i], points[i + 1]];
	};
	const landmarks = Array.from({ length: 68 }, () => [60, 110]);
	const single: [number, KeypointName][] = [
		[42, "left_eye_inner_corner"],
		[45, "left_eye_outer_corner"],
		[39, "right_eye_inner_corner"],
		[36, "right_eye_outer_corner"],
		[22, "left_eyebrow_inner_end"],
		[26, "left_eyebrow_outer_end"],
		[21, "right_eyebrow_inner_end"],
		[17, "right_eyebrow_outer_end"],
		[30, "nose_tip"],
		[54, "mouth_left_corner"],
		[48, "mouth_right_corner"],
		[51, "mouth_center_top_lip"],
		[57, "mouth_center_bottom_lip"],
	];
	for (const [i, name] of single) landmarks[i] = at(a, name);
	landmarks[33] = at(b, "nose_tip");
	for (const [i, side] of [
		[62, -1],
		[66, 1],
	]) {
		const [x, y] = at(b, "mouth_center_bottom_lip");
		landmarks[i] = [x, y + side];
	}
	// The others around an eye, so that the mean of all six is its middle.
	for (const [centre, corners, others] of [
		["left_eye_center", [42, 45], [43, 44, 46, 47]],
		["right_eye_center", [36, 39], [37, 38, 40, 41]],
	] as [KeypointName, number[], number[]][])
		for (const other of others)
			landmarks[other] = at(a, centre).map(
				(value, axis) =>
					(6 * value - corners.reduce((s, c) => s + landmarks[c][axis], 0)) / 4,
			);
	const [leftEye, rightEye] = [
		at(a, "left_eye_center"),
		at(a, "right_eye_center"),
	];
	const distance = Math.hypot(
		leftEye[0] - rightEye[0],
		leftEye[1] - rightEye[1],
	);
	const shift = 0.5 + 0.0165 * distance;
	return [file, ...landmarks.flat().map((value) => value + shift)].join(",");
}

export const LANDMARKS_HEADER = ["", ...Array(136).keys()].join(",");

/** The files of an archive, by their path below its outermost folder. */
export async function archiveFiles(): Promise<Record<string, string | Buffer>> {
	const frames = await drawFrames();
	const rows = [...frames].reverse().map(landmarkRow);
	return {
		"README.md": "about",
		...Object.fromEntries(
			frames.map(({ file, png }) => [`data/training/${file}`, png]),
		),
		"data/test/Ada_One_00.jpg": "another",
		"data/training_frames_keypoints.csv": [LANDMARKS_HEADER, ...rows, ""].join(
			"\n",
		),
	};
}

/** A zip archive as a code host makes it, and what it should hold. */
export function packArchive(files: Record<string, string | Buffer>): {
	bytes: Buffer;
	origin: FramesOrigin;
} {
	const bytes = zip(
		Object.fromEntries(
			Object.entries(files).map(([name, content]) => [
				`Repository-0123/${name}`,
				content,
			]),
		),
	);
	const inside = "data/training/";
	const frames = Object.keys(files)
		.filter((name) => name.startsWith(inside))
		.sort();
	const tree = Buffer.concat(
		frames.flatMap((name) => [
			Buffer.from(`100644 ${name.slice(inside.length)}\0`),
			Buffer.from(gitHash("blob", files[name]), "hex"),
		]),
	);
	return {
		bytes,
		origin: {
			archive: "http://frames.invalid/frames.zip",
			bytes: bytes.length,
			commit: "0123456789abcdef",
			frames: gitHash("tree", tree),
			landmarks: gitHash(
				"blob",
				files["data/training_frames_keypoints.csv"] ?? "",
			),
			testPeople: new Set([
				createHash("sha256").update(TESTED).digest("hex").slice(0, 16),
			]),
		},
	};
}

function gitHash(kind: string, content: string | Buffer): string {
	const bytes = Buffer.from(content);
	return createHash("sha1")
		.update(`${kind} ${bytes.length}\0`)
		.update(bytes)
		.digest("hex");
}
