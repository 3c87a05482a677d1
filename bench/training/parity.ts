import type { ModelName } from "../../src/model";
import type { Contender } from "./contender";

/** What a contender makes of the same weights and faces. */
interface Answer {
	parameters: number;
	/** Of all faces, one after the other, in pixels. */
	predictions: number[];
	/** Before and after one step of SGD without dropout. */
	losses: number[];
}

const FACES = 16;
const TOLERANCE = 1e-4;
/** Of SGD: moves the loss by some per cent, so that a wrong gradient would show. */
const RATE = 1e-4;

/**
 * Makes sure that both train the same model: as many parameters, the same
 * predictions of copied weights, the same loss before and after one step of SGD.
 * Leaves both with the same weights.
 *
 * @returns what was seen, in a line
 * @throws where they differ by more than 1e-4, in relation to the largest value
 */
export async function checkSameModel(
	model: ModelName,
	here: Contender,
	keras: Contender,
	folder: string,
): Promise<string> {
	const request = { batch: FACES, rate: RATE };
	const ours = await here.ask<Answer>("check", { folder, ...request });
	const theirs = await keras.ask<Answer>("check", request);
	if (ours.parameters !== theirs.parameters)
		throw new Error(
			`training: ${model} has ${ours.parameters} parameters here and ${theirs.parameters} in Keras; expected the same model`,
		);
	const predictions = difference(ours.predictions, theirs.predictions);
	const losses = difference(ours.losses, theirs.losses);
	if (!(predictions <= TOLERANCE && losses <= TOLERANCE))
		throw new Error(
			`training: ${model} computes something else here than in Keras: predictions differ by ${predictions.toExponential(1)}, the losses around a step of SGD by ${losses.toExponential(1)} (here ${ours.losses.join(", ")}; Keras ${theirs.losses.join(", ")}); expected at most ${TOLERANCE}`,
		);
	const [before, after] = ours.losses.map((loss) => loss.toPrecision(5));
	return `${model}: the same in Keras: ${ours.parameters.toLocaleString("en")} parameters; predictions differ by ${predictions.toExponential(1)}; loss ${before} before a step of SGD, ${after} after it, by ${losses.toExponential(1)}`;
}

/** The largest difference, in relation to the largest value. */
function difference(a: number[], b: number[]): number {
	if (a.length !== b.length) return Number.POSITIVE_INFINITY;
	const largest = Math.max(...b.map(Math.abs), Number.MIN_VALUE);
	// Kept apart from Math.max, which would hide a NaN among the first values.
	return a.reduce((most, value, i) => {
		const gap = Math.abs(value - b[i]) / largest;
		return gap <= most ? most : gap;
	}, 0);
}
