/**
 * What a check has found. `good`: nothing is to do. `poor`: the course runs, but
 * not as well as it could. `bad`: the course does not run. The latter two have a
 * `remedy`: what to type.
 *
 * @typedef {{ name: string, state: "good" | "poor" | "bad", says: string,
 *   remedy?: string }} Finding
 */

/**
 * @param {string} name
 * @param {string} says
 * @returns {Finding}
 */
export const good = (name, says) => ({ name, state: "good", says });

/**
 * @param {string} name
 * @param {string} says
 * @param {string} remedy
 * @returns {Finding}
 */
export const poor = (name, says, remedy) => ({
	...{ name, state: "poor", says, remedy },
});

/**
 * @param {string} name
 * @param {string} says
 * @param {string} remedy
 * @returns {Finding}
 */
export const bad = (name, says, remedy) => ({
	...{ name, state: "bad", says, remedy },
});

export const SET_UP = "npm run setup";

const MARKS = { good: "✔", poor: "!", bad: "✘" };

/**
 * The finding that a line of {@link show} tells; undefined where it tells none.
 *
 * @param {string} line
 * @returns {Finding | undefined}
 */
export function read(line) {
	const [, mark, name, says, remedy] =
		/^([✔!✘]) (\w+) +(.*?)(?: → (.*))?$/.exec(line) ?? [];
	const states = /** @type {const} */ (["good", "poor", "bad"]);
	const state = states.find((each) => MARKS[each] === mark);
	return state && { name, state, says, remedy };
}

/**
 * A finding as one line.
 *
 * @param {Finding} finding
 */
export function show({ name, state, says, remedy }) {
	const text = says.trim().replace(/\s*\n\s*/g, "; ");
	return `${MARKS[state]} ${name.padEnd(10)} ${text}${remedy ? ` → ${remedy}` : ""}`;
}
