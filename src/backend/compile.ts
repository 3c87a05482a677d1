import * as tf from "@tensorflow/tfjs";
import type { NativeBackend, RecordedStep } from "../tensorflow";
import { CompileError } from "../tensorflow";
import { nativeBackend } from "./native";

/** A computation on tensors: what {@link compile} takes. */
export type TensorStep = (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[];

/** A compiled step: called as the step itself. */
export type CompiledStep<F extends TensorStep> = F & {
	/** Frees what TensorFlow keeps of it. */
	dispose(): void;
};

/** What to do with a step that breaks a rule. */
export interface CompileOptions {
	/** Call it as it is, at every call, and warn once. Default false: throw. */
	orPlain?: boolean;
}

/**
 * Makes one operation of a whole computation, as `tf.function` does in Python:
 * TensorFlow fuses its parts and runs them side by side.
 *
 * The step runs in JavaScript at the first call with tensors of new shapes or
 * types. It computes nothing then: its operations are recorded, and every call is
 * one operation of TensorFlow. So these are its rules:
 *
 * - What changes from call to call comes in as a tensor, or is a `tf.Variable`,
 *   which is read and assigned anew at each call. Everything else (numbers,
 *   tensors from outside) stays as it was at the first call.
 * - It cannot read values (`dataSync`, `data`, `print`, an `if` on a value), draw
 *   random numbers in JavaScript (`tf.randomNormal`; take {@link randomUniform}
 *   with a step that comes in as a tensor), make a variable, or be `async`. Each
 *   is an error that says so.
 * - Gradients are taken inside of it (`tf.variableGrads`), not through it.
 *
 * Where the backend is another than `tensorflow`, or `KEYPOINTS_NATIVE=0`, the
 * step is called as it is.
 *
 * @param step from tensors to a tensor or several; its intermediate tensors are
 *   disposed, its results belong to the caller
 * @throws at the first call, where the step breaks a rule
 */
export function compile<F extends TensorStep>(
	step: F,
	options: CompileOptions = {},
): CompiledStep<F> {
	const recorded = new Map<string, Recorded>();
	let isPlain = false;
	const recordOrWarn = (backend: NativeBackend, inputs: tf.Tensor[]) => {
		try {
			return record(backend, step, inputs);
		} catch (error) {
			if (!(options.orPlain && error instanceof CompileError)) throw error;
			console.warn(`Runs without being compiled, slower: ${error.message}`);
			isPlain = true;
			return undefined;
		}
	};
	const call = (...inputs: tf.Tensor[]) => {
		const backend = nativeBackend();
		if (!backend || isPlain || backend.binding.isRecording())
			return tf.tidy(() => step(...inputs));
		const signature = inputs.map(({ dtype, shape }) => `${dtype}[${shape}]`);
		const key = signature.join();
		const made = recorded.get(key) ?? recordOrWarn(backend, inputs);
		if (!made) return tf.tidy(() => step(...inputs));
		recorded.set(key, made);
		return run(backend, made, inputs);
	};
	const dispose = () => {
		const backend = nativeBackend();
		for (const { step } of recorded.values()) backend?.binding.forget(step);
		recorded.clear();
	};
	return Object.assign(call, { dispose }) as unknown as CompiledStep<F>;
}

/** A step that was recorded for inputs of certain shapes. */
interface Recorded {
	step: RecordedStep;
	/** All variables that there were; they are given behind the inputs. */
	variables: tf.Variable[];
	/** Those that the step assigns; their values are returned behind the results. */
	assigned: tf.Variable[];
	results: number;
	isList: boolean;
}

function record(
	backend: NativeBackend,
	step: TensorStep,
	inputs: tf.Tensor[],
): Recorded {
	const variables = Object.values(tf.engine().registeredVariables);
	let assigned: tf.Variable[] = [];
	let results: tf.Tensor | tf.Tensor[] = [];
	const body = (symbols: tf.Tensor[]) => {
		const ofVariables = symbols.slice(inputs.length);
		assignAll(variables, ofVariables);
		results = step(...symbols.slice(0, inputs.length));
		checkResults(results);
		refuseNewVariables(variables);
		assigned = variables.filter(
			({ dataId }, i) => dataId !== ofVariables[i].dataId,
		);
		return [results, assigned].flat() as tf.Tensor[];
	};
	let recorded!: RecordedStep;
	tf.tidy(() => {
		const values = variables.map((variable) => variable.clone());
		const given = backend.getInputTensorIds([...inputs, ...values]);
		const allowRandom = refuseRandom();
		try {
			recorded = backend.binding.record(given, (metadata) => {
				const made = metadata.map((one) => backend.createOutputTensor(one));
				return backend.getInputTensorIds(body(made));
			});
		} finally {
			allowRandom();
			assignAll(variables, values);
		}
	});
	const isList = Array.isArray(results);
	const count = [results].flat().length;
	return { step: recorded, variables, assigned, results: count, isList };
}

function assignAll(variables: tf.Variable[], values: tf.Tensor[]): void {
	variables.forEach((variable, i) => {
		variable.assign(values[i]);
	});
}

function run(
	backend: NativeBackend,
	{ step, variables, assigned, results, isList }: Recorded,
	inputs: tf.Tensor[],
): tf.Tensor | tf.Tensor[] {
	const { binding } = backend;
	const idOf = (given: number) => {
		const tensor = inputs[given] ?? variables[given - inputs.length];
		return backend.getInputTensorIds([tensor])[0];
	};
	const ids = step.sources.map((source) =>
		"given" in source ? idOf(source.given) : source.captured,
	);
	const made = binding
		.executeOp(step.name, [], ids, results + assigned.length)
		.map((metadata) => backend.createOutputTensor(metadata));
	made.splice(results).forEach((value, i) => {
		assigned[i].assign(value);
		value.dispose();
	});
	return isList ? made : made[0];
}

function checkResults(results: unknown): void {
	if (results instanceof Promise)
		throw new CompileError(
			"compile: invalid step: it is async; expected a function that returns its tensors at once",
		);
	for (const result of [results].flat())
		if (!(result instanceof tf.Tensor))
			throw new CompileError(
				`compile: invalid result: ${result}; expected a tensor or a list of tensors`,
			);
}

function refuseNewVariables(before: tf.Variable[]): void {
	const known = new Set(before);
	const made = Object.values(tf.engine().registeredVariables).filter(
		(variable) => !known.has(variable),
	);
	if (made.length === 0) return;
	tf.dispose(made);
	throw new CompileError(
		`compile: invalid step: it makes the variable ${made[0].name}, which would be another at each call; expected it to be made outside of the step`,
	);
}

/** Has every random number drawn in JavaScript refused; gives back what undoes it. */
function refuseRandom(): () => void {
	const { random } = Math;
	Math.random = () => {
		throw new CompileError(
			"compile: invalid step: it draws a random number in JavaScript, which would be the same in every call; expected randomUniform of this library, with a step that is given as a tensor",
		);
	};
	return () => {
		Math.random = random;
	};
}
