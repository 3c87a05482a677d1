// Runs in the process of the tests. A submission's function is a stand-in here: called, it asks
// the process of the submission, and waits.

const {
	constants,
	openSync,
	closeSync,
	readSync,
	writeSync,
} = require("node:fs");
const { decode, encode } = require("./wire.cjs");

const LONGEST = 16e6; // bytes of an answer
/** @type {{ calls: number, answers: number } | undefined} */
let pipes;
let rest = Buffer.alloc(0);
let calls = 0;
let current = 0;

/**
 * The pipes of the submission that is examined from now on.
 *
 * @param {string} callsPath
 * @param {string} answersPath
 */
function connect(callsPath, answersPath) {
	if (pipes) for (const each of Object.values(pipes)) closeSync(each);
	pipes = {
		calls: openSync(callsPath, constants.O_RDWR),
		answers: openSync(answersPath, constants.O_RDWR),
	};
	rest = Buffer.alloc(0);
}

function connected() {
	if (!pipes)
		throw new Error("examiner: missing pipes; expected connect() first");
	return pipes;
}

/**
 * What was answered before belongs to an earlier test.
 *
 * @param {number} test as its messages name it
 */
function begin(test) {
	current = test;
	rest = Buffer.alloc(0);
}

/**
 * A function that stands for the submission's one of that name.
 *
 * @param {string} name
 */
function remote(name) {
	return (/** @type {unknown[]} */ ...args) => {
		const { calls: out } = connected();
		const id = ++calls;
		const line = `${JSON.stringify({ id, name, args: args.map((a) => encode(a)) })}\n`;
		const bytes = Buffer.from(line);
		for (let at = 0; at < bytes.length; ) at += writeSync(out, bytes, at);
		const answer = answerTo(id);
		if (answer.stopped) throw named("Stopped", `${name} ${answer.stopped}`);
		if (answer.missing)
			throw named(
				"ReferenceError",
				`${name} is not there: the cell that should declare it has failed, see above`,
			);
		const failed = answer.thrown !== undefined;
		const value = decode(failed ? answer.thrown : answer.value);
		if (failed)
			value.message = `${name} has thrown ${value.name}: ${value.message}`;
		if (answer.isAsync)
			return failed ? Promise.reject(value) : Promise.resolve(value);
		if (failed) throw value;
		return value;
	};
}

/** @param {number} id */
function answerTo(id) {
	for (;;) {
		const line = readLine();
		if (line === "") continue;
		const message = JSON.parse(line);
		// What an earlier test was told, and what a call that was given up answers after all.
		if (message?.stopped ? message.test === current : message?.id === id)
			return message;
	}
}

function readLine() {
	const { answers } = connected();
	const parts = [rest];
	let length = rest.length;
	const piece = Buffer.alloc(1 << 16);
	for (let last = rest; ; ) {
		const end = last.indexOf(10);
		if (end >= 0) {
			const all = Buffer.concat(parts);
			const at = length - last.length + end;
			rest = all.subarray(at + 1);
			return all.subarray(0, at).toString();
		}
		const read = readSync(answers, piece);
		last = Buffer.from(piece.subarray(0, read));
		parts.push(last);
		length += read;
		if (length > LONGEST)
			throw named("RangeError", "an answer is longer than 16 MB");
	}
}

/**
 * @param {string} name
 * @param {string} message
 */
const named = (name, message) => Object.assign(new Error(message), { name });

module.exports = { begin, connect, remote };
