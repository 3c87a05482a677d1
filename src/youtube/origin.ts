import { TEST_PEOPLE } from "./testPeople";

/** Where frames with landmarks are given out, and by what they are known again. */
export interface FramesOrigin {
	/** Address of a zip archive of all of it. */
	archive: string;
	/** Its bytes, about: a code host packs it anew, and not always in the same way. */
	bytes: number;
	/** The commit that it is an archive of. */
	commit: string;
	/** Git's id (SHA-1) of the folder of frames in it, which depends on every byte of every frame. */
	frames: string;
	/** Git's id of the file of landmarks. */
	landmarks: string;
	/** Who is tested on: hashes of names, as {@link TEST_PEOPLE} has them. */
	testPeople: ReadonlySet<string>;
}

/** The folder of frames in the archive, and the file of their landmarks. */
export const FRAMES_FOLDER = "data/training";
export const LANDMARKS_FILE = "data/training_frames_keypoints.csv";

const REPOSITORY = "https://github.com/udacity/P1_Facial_Keypoints";
const COMMIT = "6e55adc6bd032d9fb1ad41a4c3e68aae847cdf81";

/** The frames of YouTube Faces with 68 landmarks that Udacity gives out for its course on computer vision. */
export const YOUTUBE_FACES: FramesOrigin = {
	archive: `${REPOSITORY}/archive/${COMMIT}.zip`,
	bytes: 347e6,
	commit: COMMIT,
	frames: "1e8f1dd44c2b7eefb5c36cd8f2c859c37bdc0dde",
	landmarks: "8ed5bf6cd6618e1dc46610529440aa0a06acd856",
	testPeople: TEST_PEOPLE,
};

/** What a user is told before anything is fetched. */
export const YOUTUBE_FACES_TERMS = `YouTube Faces: 3,462 frames of 347 people out of videos, with 68 landmarks each.

From      ${REPOSITORY}
          (commit ${COMMIT.slice(0, 12)}; ${Math.round(YOUTUBE_FACES.bytes / 1e6)} MB to fetch)
Made by   Wolf, Hassner and Maoz: Face Recognition in Unconstrained Videos with
          Matched Background Similarity, CVPR 2011,
          https://www.cs.tau.ac.il/~wolf/ytfaces/
Terms     The frames show public figures in videos that belong to others. The set
          was given out for research; the repository's MIT licence is that of its
          code. Use the faces for research and teaching, do not hand them on, and
          do not find out or judge with them who somebody is.`;
