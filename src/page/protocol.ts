import type { PhotoPrediction, Square } from "../photo";

/** A photo that was decoded and searched. */
export interface PhotoResult extends PhotoPrediction {
	/** Pixels across and down, upright. */
	width: number;
	height: number;
}

/** How far a search is. */
export interface Progress {
	/** Pixels across and down of the photo that is searched. */
	width: number;
	height: number;
	/** The share of the longest search that is done. */
	share: number;
}

/** What the page asks of the worker that predicts. */
export type Question =
	/** Starts TensorFlow.js and loads the model. */
	| { kind: "start"; forced?: string }
	/** Finds the face in a photo; in `square`, where it is given. */
	| { kind: "predict"; photo: Blob; square?: Square }
	/** The points in the next picture of a film. */
	| { kind: "follow"; frame: ImageBitmap; restart: boolean }
	/** The face image of a square, [96, 96] grey values. */
	| { kind: "crop"; photo: Blob; square: Square };

/** What it answers to each kind. */
export interface Answers {
	start: { backend: string; model: string };
	predict: PhotoResult;
	follow: PhotoResult;
	crop: Uint8Array;
}

/** A question with its number; or that nobody waits for the answer to one any longer. */
export type Asked =
	| (Question & { id: number })
	| { kind: "forget"; id: number };

export type Answered = { id: number } & (
	| { progress: Progress }
	| { value: Answers[keyof Answers] }
	| { error: string }
);
