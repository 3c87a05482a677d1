import { type Faces, labelsOf } from "../../src/dataset";
import { predictLabelled } from "../../src/evaluate";
import { Detector } from "../../src/model";
import {
	type Candidate,
	type ComparedFaces,
	measureCandidate,
} from "../../src/published";
import { predictionOf, readCheckpoint, withRunFolder } from "../../src/run";
import { trainInto } from "../../src/train";
import type { SideResult } from "./results";

/** Told of each epoch of a training. */
export type OnEpoch = (epoch: number, loss: number, seconds: number) => void;

/**
 * Trains a recipe with this library, or goes on with it.
 *
 * @returns undefined where it was stopped
 */
export function trainHere(
	folder: string,
	candidate: Candidate,
	{ heldOut }: ComparedFaces,
	onEpoch: OnEpoch,
	signal: AbortSignal,
): Promise<SideResult | undefined> {
	return withRunFolder(folder, async () => {
		const own = candidate.split();
		let untrainedRmse = Number.NaN;
		const prepare = async () => {
			const prepared = candidate.prepare(own);
			const detector = new Detector(
				prepared.network,
				predictionOf(candidate.config),
			);
			const predicted = await predictLabelled(detector, heldOut);
			untrainedRmse = rmsePixels(predicted, heldOut);
			return prepared;
		};
		const { ended } = await trainInto(folder, candidate.config, prepare, {
			resume: true,
			signal,
			reporter: {
				epoch: ({ epoch, loss, seconds }) => onEpoch(epoch, loss, seconds),
			},
		});
		if (ended === "interrupted") return undefined;
		const record = await measureCandidate(folder, candidate, own, heldOut);
		const { progress } = await readCheckpoint(`${folder}/last.safetensors`);
		const losses = progress.history.map(({ loss }) => loss);
		return { ...record, side: "here", untrainedRmse, losses };
	});
}

/** RMSE over the labels that are present. */
export function rmsePixels(predicted: Float32Array, faces: Faces): number {
	let [squared, count] = [0, 0];
	labelsOf(faces).forEach((label, i) => {
		if (Number.isNaN(label)) return;
		squared += (predicted[i] - label) ** 2;
		count++;
	});
	return Math.sqrt(squared / count);
}
