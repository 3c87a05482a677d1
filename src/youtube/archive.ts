import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { type Entry, openPromise, type ZipFile } from "yauzl";
import { createProgress } from "../base";
import { FRAMES_FOLDER, type FramesOrigin, LANDMARKS_FILE } from "./origin";

/** An archive of frames that has been checked. */
export interface FramesArchive {
	/** Where it lies. */
	path: string;
	/** Names of the frames in it, sorted. */
	names: string[];
	/** The bytes of a frame; undefined where there is none of this name. */
	read(name: string): Promise<Buffer> | undefined;
	close(): void;
}

/**
 * Opens a zip archive of a repository with frames, and compares every byte of
 * the frames and of their landmarks with what they should be, by git's ids. How
 * it is packed, and what else is in it, does not matter.
 *
 * @throws where it is damaged, lacks something, or holds something else
 */
export async function openFrames(
	caller: string,
	path: string,
	origin: FramesOrigin,
): Promise<FramesArchive> {
	const zip = await openPromise(path, {
		lazyEntries: true,
		autoClose: false,
	}).catch((error) => {
		throw damaged(caller, path, error);
	});
	try {
		const entries = await listEntries(caller, path, zip);
		const inside = `${FRAMES_FOLDER}/`;
		const frames = new Map<string, Entry>();
		for (const [name, entry] of entries)
			if (name.startsWith(inside)) frames.set(name.slice(inside.length), entry);
		const landmarks = entries.get(LANDMARKS_FILE);
		if (!landmarks || frames.size === 0)
			throw new Error(
				`${caller}: missing ${landmarks ? `frames: ${FRAMES_FOLDER}` : `landmarks: ${LANDMARKS_FILE}`} in ${path}; expected an archive of commit ${origin.commit}, as ${origin.archive} is`,
			);
		const read = (entry: Entry) => readEntry(caller, path, zip, entry);
		const names = [...frames.keys()].sort();
		const ids: string[] = [];
		const progress = createProgress({
			label: `checking ${path}`,
			total: names.length,
			unit: "frames",
		});
		try {
			for (const name of names) {
				ids.push(gitId("blob", await read(frames.get(name) as Entry)));
				progress.update(ids.length);
			}
		} finally {
			progress.stop();
		}
		const table = gitId("blob", await read(landmarks));
		compare(caller, path, LANDMARKS_FILE, table, origin.landmarks, origin);
		const folder = gitFolderId(names, ids);
		compare(caller, path, FRAMES_FOLDER, folder, origin.frames, origin);
		return {
			path,
			names,
			read(name) {
				const entry = frames.get(name);
				return entry && read(entry);
			},
			close: () => zip.close(),
		};
	} catch (error) {
		zip.close();
		throw error;
	}
}

/** The files of an archive by their path below its one outermost folder. */
async function listEntries(
	caller: string,
	path: string,
	zip: ZipFile,
): Promise<Map<string, Entry>> {
	const entries = new Map<string, Entry>();
	try {
		for await (const entry of zip.eachEntry())
			if (!entry.fileName.endsWith("/"))
				entries.set(entry.fileName.replace(/^[^/]*\//, ""), entry);
	} catch (error) {
		throw damaged(caller, path, error as Error);
	}
	return entries;
}

async function readEntry(
	caller: string,
	path: string,
	zip: ZipFile,
	entry: Entry,
): Promise<Buffer> {
	const chunks: Buffer[] = [];
	try {
		const stream = await zip.openReadStreamPromise(entry);
		for await (const chunk of stream as AsyncIterable<Buffer>)
			chunks.push(chunk);
	} catch (error) {
		throw damaged(caller, `${path}/${entry.fileName}`, error as Error);
	}
	const bytes = Buffer.concat(chunks);
	// Node 20's early releases have no crc32: git's ids, compared later, do for them.
	if (crc32 && crc32(bytes) !== entry.crc32)
		throw damaged(
			caller,
			`${path}/${entry.fileName}`,
			new Error("wrong checksum"),
		);
	return bytes;
}

function damaged(caller: string, name: string, error: Error): Error {
	return new Error(
		`${caller}: invalid zip archive: ${name} (${error.message}); expected a whole one; it is damaged or cut short: fetch it again`,
	);
}

function compare(
	caller: string,
	path: string,
	name: string,
	found: string,
	wanted: string,
	{ commit }: FramesOrigin,
): void {
	if (found !== wanted)
		throw new Error(
			`${caller}: invalid archive: ${name} in ${path} has the id ${found} in git; expected ${wanted}, that of commit ${commit}: it is another version, or has been changed`,
		);
}

/** Git's id of an object: SHA-1 over its kind, its length and its bytes. */
export function gitId(kind: "blob" | "tree", bytes: Uint8Array): string {
	return createHash("sha1")
		.update(`${kind} ${bytes.length}\0`)
		.update(bytes)
		.digest("hex");
}

/** Git's id of a folder of plain files, out of their names, sorted, and their ids. */
export function gitFolderId(
	names: readonly string[],
	ids: readonly string[],
): string {
	const entries = names.flatMap((name, i) => [
		Buffer.from(`100644 ${name}\0`),
		Buffer.from(ids[i], "hex"),
	]);
	return gitId("tree", Buffer.concat(entries));
}
