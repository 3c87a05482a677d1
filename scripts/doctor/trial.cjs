// Run by trial.mjs in a process of its own: starts the backend, trains a step,
// reads the data, and prints an answer on each.
const { join } = require("node:path");

const room = (name) =>
	require(join(__dirname, "..", "..", "dist", "src", name));

async function answer(name, work) {
	let found;
	try {
		found = await work();
	} catch (error) {
		const { message, which } = error;
		found = { error: message.trim(), which };
	}
	process.stdout.write(`ANSWER ${name} ${JSON.stringify(found)}\n`);
	return !found.error;
}

async function startBackend() {
	const { description, warning, advice } = await room("backend").startBackend();
	return { description, warning, advice };
}

/** Faces of the step; a GPU in software takes seconds for each. */
async function countFaces() {
	const { name, device } = await room("backend").startBackend();
	return name === "webgpu" && device === "CPU" ? 2 : 16;
}

/** One step of the course's network, on faces of noise. */
async function trainStep() {
	const { createRandom } = room("base");
	const { createFrame } = room("dataset");
	const { buildModel } = room("model");
	const { fit } = room("train");
	const random = createRandom(0);
	const count = await countFaces();
	const faces = {
		...{ source: "noise", file: "noise", skipped: 0, skippedReasons: [] },
		images: Uint8Array.from({ length: count * 96 * 96 }, () =>
			random.integer(256),
		),
		rows: Int32Array.from({ length: count }, (_, i) => i + 1),
		keypoints: createFrame(
			Float64Array.from({ length: count * 30 }, () => 96 * random.uniform()),
		),
	};
	const network = buildModel("cnn", { seed: 0 });
	const [weight] = network.trainableWeights;
	const before = Array.from(weight.read().dataSync());
	const began = Date.now();
	const { history } = await fit(network, faces, {
		...{ epochs: 1, batchSize: count, reporter: {} },
	});
	const after = Array.from(weight.read().dataSync());
	const { loss } = history[0];
	if (!Number.isFinite(loss)) throw new Error(`the loss is ${loss}`);
	if (!after.every(Number.isFinite)) throw new Error("weights are not finite");
	if (after.every((value, i) => value === before[i]))
		throw new Error("it changes no weight");
	const seconds = ((Date.now() - began) / 1000).toFixed(1);
	return { seconds, loss: loss.toFixed(2) };
}

async function readData() {
	const { faceCount, loadFaces, locateData } = room("dataset");
	const files = locateData();
	try {
		const faces = faceCount(await loadFaces(files.training));
		return { faces: faces.toLocaleString("en"), origin: files.origin };
	} catch (error) {
		const drawn = files.training.includes(join(".cache", "sample"));
		throw Object.assign(error, { which: drawn ? "sample" : "own" });
	}
}

(async () => {
	if (await answer("backend", startBackend))
		await answer("training", trainStep);
	else
		await answer("training", () => {
			throw new Error("there is no backend");
		});
	await answer("data", readData);
})();
