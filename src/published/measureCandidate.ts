import { basename, join, resolve } from "node:path";
import { describeMachine, describeMoment, startBackend } from "../backend";
import { type Faces, labelsOf } from "../dataset";
import { predictLabelled } from "../evaluate";
import { Detector, hasCorrection, modelCost } from "../model";
import {
	checkPair,
	hasCheckpoint,
	locateRun,
	measure,
	modelOf,
	predictionOf,
	type RunConfig,
	readCheckpoint,
	readRun,
} from "../run";
import { fitCorrection } from "../train";
import type { Candidate, OwnFaces } from "./candidate";
import { type ComparedFaces, measureHeldOut } from "./comparison";
import type { CandidateRecord, MeasuredFaces } from "./records";

/** Measures a candidate whose training in `folder` has come to its end. */
export async function measureCandidate(
	folder: string,
	{ name, title, keeps }: Omit<Candidate, "split" | "prepare">,
	own: OwnFaces,
	heldOut: Faces,
): Promise<CandidateRecord> {
	const [machine, moment] = [describeMachine(), describeMoment()];
	const run = await measureRun(folder, keeps, heldOut, own);
	return { name, title, ...run, machine, moment };
}

/**
 * Measures a run of `keypoints train` that held out the same faces. Its last
 * weights count, with a correction fitted to them, not its best, which were chosen
 * by the faces held out; one that was exported has no other than its best, and the
 * title says so.
 *
 * @throws where it held out other faces, or has not come to its end
 */
export async function measureOtherRun(
	run: string,
	{ comparison, heldOut, remaining }: ComparedFaces,
): Promise<CandidateRecord> {
	const folder = locateRun(run);
	const { config, validationRows } = readRun(folder);
	const isSame =
		config.data.sha256 === comparison.sha256 &&
		String(validationRows) === String(comparison.heldOut.rows);
	if (!isSame)
		throw new Error(
			`reproduce: invalid run: ${run} was trained with other faces held out; expected one of \`keypoints train --seed ${comparison.seed}\` on the same data`,
		);
	const isWhole = hasCheckpoint(folder);
	if (isWhole) await checkEnded(run, config);
	return {
		name: basename(resolve(run)),
		title: `${config.model}, trained by \`keypoints train\`${isWhole ? "" : "; the weights of its best epoch on these very rows"}`,
		...(await measureRun(folder, isWhole ? "last" : "best", heldOut, {
			uncorrected: isWhole ? remaining : undefined,
		})),
	};
}

async function checkEnded(folder: string, config: RunConfig): Promise<void> {
	const { progress } = await readCheckpoint(lastOf(folder));
	const { epochs, patience = Number.POSITIVE_INFINITY } = config;
	const { epoch, bestEpoch } = progress;
	if (epoch < epochs && epoch - bestEpoch < patience)
		throw new Error(
			`reproduce: invalid run: ${folder} has trained ${epoch} of ${epochs} epochs; expected one that has come to its end (continue it with --resume)`,
		);
}

/** Faces of its own that a run is measured on. */
interface MeasuredOn extends Partial<OwnFaces> {
	/** Those it was trained on, where its weights are still to be corrected by them. */
	uncorrected?: Faces;
}

async function measureRun(
	folder: string,
	keeps: Candidate["keeps"],
	heldOut: Faces,
	{ training, validation, uncorrected }: MeasuredOn = {},
) {
	await startBackend();
	const { config, versions } = readRun(folder);
	const best = await readCheckpoint(bestOf(folder));
	const last = hasCheckpoint(folder)
		? await readCheckpoint(lastOf(folder))
		: best;
	if (last !== best) checkPair(folder, best.progress, last.progress);
	const kept = keeps === "last" ? last : best;
	const { history } = last.progress;
	const network = await modelOf(kept);
	if (uncorrected && hasCorrection(network))
		await fitCorrection(network, uncorrected);
	const detector = new Detector(network, predictionOf(config));
	const of = (faces: Faces) => predictLabelled(detector, faces);
	try {
		return {
			...{ config, versions, epochs: history.length },
			keptEpoch: kept.progress.epoch,
			seconds: history.reduce((sum, { seconds }) => sum + seconds, 0),
			parameters: modelCost(network).parameters,
			...(await measureFaces(of, heldOut, { training, validation })),
		};
	} finally {
		detector.dispose();
	}
}

/**
 * Measures predictions for the faces held out, and for those of a system's own.
 *
 * @param predictFor `[n, 30]` in pixels for n faces
 */
export async function measureFaces(
	predictFor: (faces: Faces) => Promise<Float32Array>,
	heldOut: Faces,
	{ training, validation }: Partial<OwnFaces>,
): Promise<MeasuredFaces> {
	const on = async (faces?: Faces) =>
		faces && measure(await predictFor(faces), labelsOf(faces));
	return {
		...measureHeldOut(await predictFor(heldOut), heldOut),
		training: await on(training),
		validation: await on(validation),
	};
}

const lastOf = (folder: string) => join(folder, "last.safetensors");
const bestOf = (folder: string) => join(folder, "best.safetensors");
