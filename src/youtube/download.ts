import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createProgress, makeFolder, note, type Progress } from "../base";
import {
	discardPartial,
	explainWriting,
	fetchAlone,
	fetchFile,
	type Service,
} from "../download";
import { IMAGE_SIZE } from "../face";
import { type About, readAbout, writeAbout } from "./about";
import { type FramesArchive, openFrames } from "./archive";
import { type Landmarks, readLandmarks } from "./landmarks";
import { FRAMES_FOLDER, type FramesOrigin, YOUTUBE_FACES } from "./origin";
import { cutFace, type PictureFormat } from "./picture";
import { planFaces } from "./plan";
import { writeFaces } from "./write";

/** How {@link downloadYouTubeFaces} works. */
export interface YouTubeFacesOptions extends Partial<PictureFormat> {
	/** The archive's address, or the path of one that is here; default: where it is given out. */
	from?: string;
	/** What is in the archive; default {@link YOUTUBE_FACES}. */
	origin?: FramesOrigin;
	/** Decides who marks which face, and where each lies; default 0. */
	seed?: number;
	/** Called with a line on why the archive is asked for again; default: it is written to standard error. */
	onRetry?: (line: string) => void;
	/** Milliseconds until a second try; default 1000. */
	retryMs?: number;
}

const CALLER = "downloadYouTubeFaces";
/** Where the archive lies until it is complete and its faces are written. */
const UNFINISHED = ".download";
const SIZES = { least: 16, most: 1024 };

/**
 * Fetches frames of YouTube Faces with 68 landmarks each, and makes a folder of
 * faces in the competition's formats out of them: 15 points as its two sources
 * mark them, grey images of 96x96 in which faces lie as they do there, and 69
 * people aside to test on. The landmarks are put right first: they lie half a
 * pixel, and 1.65 % of the distance between the eyes, to the right of what they
 * mark and below it.
 *
 * The folder appears when all of it is written. One that is there already is
 * compared with what was written, and kept. A broken transfer is continued where
 * the server can. The same seed gives the same files.
 *
 * @param folder new or empty, or made by this before
 * @returns what is in it, and whether it was there already
 * @throws where the folder holds something else; another download into it is under
 * way; the archive cannot be had, is damaged, or is not the one that is expected; a
 * frame cannot be read; the disk is full
 */
export async function downloadYouTubeFaces(
	folder: string,
	options: YouTubeFacesOptions = {},
): Promise<About & { kept: boolean }> {
	const { size = IMAGE_SIZE, colour = false, seed = 0 } = options;
	if (!Number.isSafeInteger(size) || size < SIZES.least || size > SIZES.most)
		throw new Error(
			`${CALLER}: invalid size: ${size}; expected a whole number of pixels from ${SIZES.least} to ${SIZES.most}`,
		);
	const wanted = { size, colour, seed };
	const present = await readAbout(CALLER, folder);
	if (present) {
		checkSame(folder, present, wanted);
		return { ...present, kept: true };
	}
	const { from, origin = YOUTUBE_FACES } = options;
	if (from !== undefined && !/^https?:\/\//.test(from)) {
		if (!existsSync(from))
			throw new Error(
				`${CALLER}: missing archive: ${from}: there is no such file; expected an address that begins with http:// or https://, or a zip file`,
			);
		const frames = await openFrames(CALLER, from, origin);
		return { ...(await convert(frames, folder, origin, wanted)), kept: false };
	}
	const unfinished = join(dirname(resolve(folder)), UNFINISHED);
	const archive = join(unfinished, `${basename(resolve(folder))}.zip`);
	return fetchAlone(CALLER, archive, async () => {
		const frames = await fetchFrames(archive, origin, options);
		const about = await convert(frames, folder, origin, wanted);
		await discardPartial(archive);
		return { ...about, kept: false };
	});
}

async function fetchFrames(
	archive: string,
	origin: FramesOrigin,
	{
		from: url = origin.archive,
		onRetry = note,
		retryMs = 1000,
	}: YouTubeFacesOptions,
): Promise<FramesArchive> {
	const byHand = `or fetch ${origin.archive} in another way and name the file as --from FILE`;
	const service: Service = {
		caller: CALLER,
		byHand,
		refusals: { 404: `there is no such archive (any more); ${byHand}` },
	};
	await fetchFile({
		...{ what: "the frames", url, service, path: archive },
		...{ size: origin.bytes, retryMs, onRetry },
	});
	return openFrames(CALLER, archive, origin).catch(async (error) => {
		await discardPartial(archive);
		throw new Error(
			`${error.message}; what was fetched has been removed: run this again, ${byHand}`,
		);
	});
}

/** Makes the folder out of the frames, and closes them. */
async function convert(
	frames: FramesArchive,
	folder: string,
	origin: FramesOrigin,
	{ seed, ...format }: PictureFormat & { seed: number },
): Promise<About> {
	let progress: Progress | undefined;
	try {
		const landmarks = await readLandmarks(CALLER, frames.path);
		checkFrames(landmarks, frames);
		const plan = planFaces(landmarks, origin.testPeople, seed);
		const total = plan.training.length + plan.test.length;
		let done = 0;
		progress = createProgress({ label: "cutting out", total, unit: "faces" });
		return await makeFolder(folder, async (partial) => {
			await writeFaces(
				partial,
				plan,
				async ({ frame, square }) => {
					const bytes = (await frames.read(frame)) as Buffer;
					progress?.update(++done);
					const name = `${frames.path}/${FRAMES_FOLDER}/${frame}`;
					return cutFace(name, bytes, square, format);
				},
				format,
			);
			return writeAbout(partial, {
				set: "youtube-faces",
				archive: origin.archive,
				commit: origin.commit,
				...format,
				seed,
				training: count(plan.training),
				test: count(plan.test),
				leftOut: plan.leftOut,
			});
		}).catch((error) => {
			throw typeof error.code === "string"
				? explainWriting(CALLER, folder, error)
				: error;
		});
	} finally {
		progress?.stop();
		frames.close();
	}
}

function count(faces: { group: number }[]) {
	const people = new Set(faces.map(({ group }) => group)).size;
	return { faces: faces.length, people };
}

function checkFrames(
	landmarks: Landmarks[],
	{ names, path }: FramesArchive,
): void {
	const known = new Set(names);
	const missing = landmarks.find(({ file }) => !known.has(file));
	if (missing)
		throw new Error(
			`${CALLER}: missing frame: ${path} has no ${FRAMES_FOLDER}/${missing.file}, of which row ${missing.row} of the landmarks is; expected a frame for each row`,
		);
}

function checkSame(
	folder: string,
	present: About,
	wanted: PictureFormat & { seed: number },
): void {
	const describe = ({ size, colour, seed }: PictureFormat & { seed: number }) =>
		`${size}x${size} pixels in ${colour ? "colour" : "grey"} with seed ${seed}`;
	if (describe(present) !== describe(wanted))
		throw new Error(
			`${CALLER}: invalid folder: ${folder} holds the faces at ${describe(present)}; expected another folder for ${describe(wanted)}`,
		);
}
