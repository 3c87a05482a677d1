import { seedDifference } from "../../src/evaluate";
import { type Cells, meanAndRange } from "../../src/published";
import { isWhole, type Side, type SideResult } from "./results";

const HEAD = [
	...["recipe", "seeds", "untrained here", "untrained in Keras"],
	...["last loss here", "last loss in Keras", "RMSE here", "RMSE in Keras"],
	...["difference", "95 % interval", "differ by more than the seed"],
];

/** What is needed of a result. */
export type FidelityResult = Pick<
	SideResult,
	"name" | "side" | "epochs" | "config" | "untrainedRmse" | "losses" | "heldOut"
>;

/**
 * What each recipe comes to here and in Keras: RMSE in pixels on the people held
 * out before the first step and at the end, the loss of the last epoch, and
 * whether the two differ by more than the seed does (see `seedDifference`).
 */
export function fidelityTable(results: readonly FidelityResult[]): Cells {
	const names = [...new Set(results.map(({ name }) => name))];
	const rows = names.flatMap((name) => {
		const runs = results.filter((result) => result.name === name);
		const row = rowOf(name, runs);
		return row ? [row] : [];
	});
	return [HEAD, ...rows];
}

/** Undefined where a side has no result of a seed that the other has too. */
function rowOf(
	name: string,
	runs: readonly FidelityResult[],
): string[] | undefined {
	const of = (side: Side) => runs.filter((run) => run.side === side);
	const seedsOf = (side: Side) =>
		new Set(of(side).map(({ config }) => config.seed));
	const isPaired = ({ config }: FidelityResult) =>
		seedsOf("here").has(config.seed) && seedsOf("keras").has(config.seed);
	const [here, keras] = [of("here"), of("keras")].map((side) =>
		side.filter(isPaired),
	);
	if (!here.length) return undefined;
	const both = (value: (run: FidelityResult) => number) => [
		meanAndRange(here.map(value)),
		meanAndRange(keras.map(value)),
	];
	const shortened = [...here, ...keras].every((run) =>
		isWhole(run as SideResult),
	)
		? ""
		: `, ${here[0].epochs} epochs only`;
	return [
		name + shortened,
		here.map(({ config }) => config.seed).join(", "),
		...both(({ untrainedRmse }) => untrainedRmse),
		...[here, keras].map((side) => significant(side.map(lastLoss))),
		...both(({ heldOut }) => heldOut.rmsePixels),
		...differenceCells(here, keras),
	];
}

function lastLoss({ losses }: FidelityResult): number {
	return losses[losses.length - 1];
}

function significant(values: readonly number[]): string {
	const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
	return mean.toPrecision(3);
}

function differenceCells(
	here: readonly FidelityResult[],
	keras: readonly FidelityResult[],
): string[] {
	if (here.length < 2) return ["–", "–", "one seed does not tell"];
	const [a, b] = [here, keras].map((side) =>
		side.map(({ heldOut }) => heldOut.rmsePixels),
	);
	const { difference, low, high } = seedDifference(a, b);
	return [
		difference.toFixed(2),
		`${low.toFixed(2)} to ${high.toFixed(2)}`,
		low <= 0 && high >= 0 ? "no" : "yes",
	];
}
