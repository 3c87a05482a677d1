import * as tf from "@tensorflow/tfjs";
import type { DawnBackend } from "./dawnBackend";
import { emptyTensor, type Program, runProgram } from "./program";

/**
 * Changes variables in place, in one pass over their values.
 *
 * @param variables what the body changes, by name; all of one size
 * @param gradient `gradient` in the body
 * @param numbers `numbers` in the body: they change from step to step, unlike its text
 */
export function updateInPlace(
	backend: DawnBackend,
	variables: Record<string, tf.Variable>,
	gradient: tf.Tensor,
	numbers: number[],
	body: string,
): void {
	for (const variable of Object.values(variables))
		makeSoleOwner(backend, variable);
	tf.tidy(() =>
		run(backend, gradient.size, {
			name: "update",
			inputs: { gradient, numbers: tf.tensor1d(numbers) },
			outputs: variables,
			body,
		}),
	);
}

/** Gives a variable values of its own where a clone shares them: the clone keeps them. */
function makeSoleOwner(backend: DawnBackend, variable: tf.Variable): void {
	if (backend.refCount(variable.dataId) < 2) return;
	const own = emptyTensor(backend, variable.shape);
	run(backend, variable.size, {
		name: "copy",
		inputs: { old: variable },
		outputs: { own },
		body: "own[index] = old[index];",
	});
	variable.assign(own);
	own.dispose();
}

/** Takes four values a thread, where their number allows, of all but `numbers`. */
function run(
	backend: DawnBackend,
	size: number,
	program: Pick<Program, "name" | "inputs" | "outputs" | "body">,
): void {
	const names = Object.keys({ ...program.inputs, ...program.outputs });
	const isFour = size % 4 === 0;
	const types = names
		.filter((name) => isFour && name !== "numbers")
		.map((name) => [name, "vec4f"]);
	runProgram(backend, {
		...program,
		types: Object.fromEntries(types),
		threads: isFour ? size / 4 : size,
	});
}
