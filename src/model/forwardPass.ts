import * as tf from "@tensorflow/tfjs";
import { ByteRows, type CompiledStep, compile } from "../backend";
import { closeUpOf } from "./closeUp";
import { uncorrectedOf } from "./correction";
import { heatmapsOf } from "./keypointNet";
import { apply } from "./layers";
import { HeatmapSpread } from "./spread";

/** Test-time augmentation: what of an image is shown to a model besides the image, and averaged. */
export interface TestTimeAugmentation {
	/** Its mirror image: slower by half, and nearer. Default false. */
	flip?: boolean;
	/** A close-up of its middle, and where `flip` is set the mirror image of that: twice as slow, and nearer by a little. Default false. */
	closeUp?: boolean;
}

/** With every choice made. */
export type Views = Required<TestTimeAugmentation>;

/**
 * One pass over a batch, as {@link ByteRows} gives it to a step: the uncorrected
 * outputs of each view, and behind them the spread of the heatmaps where it is asked for.
 */
export type ForwardPass = CompiledStep<(...batch: tf.Tensor[]) => tf.Tensor[]>;

/** What models that have predicted do, compiled: by views, and whether the spread is wanted. */
const forwardPasses = new WeakMap<tf.LayersModel, Map<string, ForwardPass>>();

/**
 * A model's forward pass, compiled once for each kind of question.
 *
 * @param withSpread whether to tell the spread of the heatmaps of the image itself
 * @throws where the spread is wanted of a model without heatmaps
 */
export function forwardPassOf(
	network: tf.LayersModel,
	views: Views,
	withSpread: boolean,
): ForwardPass {
	const passes = forwardPasses.get(network) ?? new Map<string, ForwardPass>();
	forwardPasses.set(network, passes);
	const key = JSON.stringify([views.flip, views.closeUp, withSpread]);
	const known = passes.get(key);
	if (known) return known;
	const pass = compile(stepOf(network, views, withSpread), { orPlain: true });
	passes.set(key, pass);
	return pass;
}

function stepOf(network: tf.LayersModel, views: Views, withSpread: boolean) {
	const uncorrected = uncorrectedOf(network);
	const { inputs } = network;
	const outputs = tf.model({ inputs, outputs: uncorrected });
	const both =
		withSpread &&
		tf.model({
			inputs,
			outputs: [
				uncorrected,
				apply(new HeatmapSpread({ name: "spread" }), heatmapsOf(network)),
			],
		});
	return (...batch: tf.Tensor[]): tf.Tensor[] => {
		const input: tf.Tensor4D = ByteRows.gather(batch).div(255);
		const [first, ...others] = [
			input,
			...(views.closeUp ? [closeUpOf(input)] : []),
		].flatMap((view) => (views.flip ? [view, view.reverse(2)] : [view]));
		const answers = others.map((view) => outputs.apply(view) as tf.Tensor);
		if (!both) return [outputs.apply(first) as tf.Tensor, ...answers];
		const [points, spread] = both.apply(first) as tf.Tensor[];
		return [points, ...answers, spread];
	};
}
