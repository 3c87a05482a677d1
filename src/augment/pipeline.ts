import {
	type Pipeline,
	rangeOf,
	STEP_NAMES,
	STEP_RULES,
	type StepName,
} from "./steps";

/**
 * A pipeline from data of any kind, such as parsed JSON.
 *
 * @param where names what is checked in errors, as a file
 * @throws where it is no list of steps, a step or one of its settings is unknown
 *   or missing, or a range or probability is outside its limits
 */
export function checkPipeline(value: unknown, where = "pipeline"): Pipeline {
	if (!Array.isArray(value))
		throw new Error(
			`checkPipeline: invalid ${where}: ${show(value)}; expected a list of steps, as in ${EXAMPLE}`,
		);
	value.forEach((step, i) => {
		checkStep(step, `${where}, step ${i + 1}`);
	});
	return value as Pipeline;
}

const EXAMPLE = '[{ "step": "rotation", "degrees": [-10, 10] }]';

function checkStep(value: unknown, where: string): void {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		throw new Error(
			`checkPipeline: invalid step: ${show(value)} (${where}); expected an object, as in ${EXAMPLE}`,
		);
	const settings = value as Record<string, unknown>;
	const name = settings.step as StepName;
	if (!STEP_NAMES.includes(name))
		throw new Error(
			`checkPipeline: ${name === undefined ? "missing step" : `unknown step: ${show(name)}`} (${where}); expected "step" to be one of ${STEP_NAMES.join(", ")}`,
		);
	const { range } = STEP_RULES[name];
	const known = ["step", "probability", ...(range ? [range] : [])];
	const unknown = Object.keys(settings).find((key) => !known.includes(key));
	if (unknown !== undefined)
		throw new Error(
			`checkPipeline: unknown setting of ${name}: ${unknown} (${where}); expected ${known.slice(1).join(" and ")}`,
		);
	if (range) checkRange(name, settings[range], where);
	const { probability = 1 } = settings;
	if (!isBetween(probability, 0, 1))
		throw new Error(
			`checkPipeline: invalid probability of ${name}: ${show(probability)} (${where}); expected a number from 0 to 1`,
		);
}

function checkRange(name: StepName, value: unknown, where: string): void {
	const { range, least, most } = STEP_RULES[name];
	const isRange =
		Array.isArray(value) &&
		value.length === 2 &&
		value.every((end) => isBetween(end, least, most)) &&
		value[0] <= value[1];
	if (!isRange)
		throw new Error(
			`checkPipeline: ${value === undefined ? `missing ${range} of ${name}` : `invalid ${range} of ${name}: ${show(value)}`} (${where}); expected [least, most], both from ${least} to ${most}`,
		);
}

function isBetween(value: unknown, least: number, most: number): boolean {
	return typeof value === "number" && value >= least && value <= most;
}

function show(value: unknown): string {
	return typeof value === "number" ? String(value) : JSON.stringify(value);
}

/**
 * A pipeline in words, a line a step: `rotation -10 to 10 degrees, to 50 % of
 * the images`.
 */
export function describePipeline(pipeline: Pipeline): string {
	if (pipeline.length === 0) return "no step";
	return pipeline
		.map((step) => {
			const { range, unit } = STEP_RULES[step.step];
			const [least, most] = rangeOf(step);
			const ends = least === most ? `${least}` : `${least} to ${most}`;
			const { probability = 1 } = step;
			const share =
				probability === 1
					? "every image"
					: `${Number((100 * probability).toPrecision(3))} % of the images`;
			return `${step.step}${range ? ` ${ends}${unit}` : ""}, to ${share}`;
		})
		.join("\n");
}
