import { existsSync } from "node:fs";
import { join } from "node:path";
import { startBackend } from "../backend";
import { createRandom, projectFolder } from "../base";
import { type Faces, faceCount, loadFaces, locateData } from "../dataset";
import { buildModel } from "../model";
import { fit } from "../train";

/**
 * What a check has found. `good`: nothing is to do. `poor`: it works, but not as
 * well as it could. `bad`: it does not work. The latter two have a `remedy`: what
 * to type.
 */
export interface Finding {
	name: "Backend" | "Training" | "Data";
	state: "good" | "poor" | "bad";
	says: string;
	remedy?: string;
}

const SET_UP = "npm run setup";

/** Starts the backend, trains a step and reads the data: what came of each. */
export async function* tryOut(): AsyncGenerator<Finding> {
	const backend = await tryBackend();
	yield backend;
	yield backend.state === "bad"
		? noStep("there is no backend")
		: await tryStep().catch((error) => noStep(messageOf(error)));
	yield await tryData();
}

async function tryBackend(): Promise<Finding> {
	const name = "Backend";
	try {
		const { description, warning, advice } = await startBackend();
		if (!warning) {
			const says = [description, advice].filter(Boolean).join("; ");
			return { name, state: "good", says };
		}
		const says = `${description}: ${warning.split("\n")[0]}`;
		const remedy = description.startsWith("tensorflow")
			? "see GPU, or npm run setup -- cpu"
			: SET_UP;
		return { name, state: "poor", says, remedy };
	} catch (error) {
		const installed = existsSync(join(projectFolder(), ".cache", "tensorflow"));
		const remedy = process.env.KEYPOINTS_BACKEND
			? "unset KEYPOINTS_BACKEND, or as it says"
			: installed
				? `rm -rf .cache/tensorflow && ${SET_UP}`
				: SET_UP;
		const says = `it does not start: ${messageOf(error)}`;
		return { name, state: "bad", says, remedy };
	}
}

/** One step of the course's network, on faces of noise. */
async function tryStep(): Promise<Finding> {
	const { name, device } = await startBackend();
	// A GPU in software takes seconds for each face.
	const count = name === "webgpu" && device === "CPU" ? 2 : 16;
	const network = buildModel("cnn", { seed: 0 });
	try {
		const [weight] = network.trainableWeights;
		const before = Array.from(weight.read().dataSync());
		const began = Date.now();
		const { history } = await fit(network, noise(count), {
			...{ epochs: 1, batchSize: count, reporter: {} },
		});
		const { loss } = history[0];
		const after = Array.from(weight.read().dataSync());
		if (!Number.isFinite(loss)) return noStep(`the loss is ${loss}`);
		if (!after.every(Number.isFinite)) return noStep("weights are not finite");
		if (after.every((value, i) => value === before[i]))
			return noStep("it changes no weight");
		const seconds = ((Date.now() - began) / 1000).toFixed(1);
		const says = `a step works: ${seconds} s, loss ${loss.toFixed(2)}`;
		return { name: "Training", state: "good", says };
	} finally {
		network.dispose();
	}
}

const noStep = (why: string): Finding => ({
	...{ name: "Training", state: "bad", remedy: "mend Backend first" },
	says: `a step does not work: ${why}`,
});

function noise(count: number): Faces {
	const random = createRandom(0);
	return {
		...{ source: "noise", file: "noise", skipped: 0, skippedReasons: [] },
		images: Uint8Array.from({ length: count * 96 * 96 }, () =>
			random.integer(256),
		),
		rows: Int32Array.from({ length: count }, (_, i) => i + 1),
		labels: Float32Array.from(
			{ length: count * 30 },
			() => 96 * random.uniform(),
		),
	};
}

async function tryData(): Promise<Finding> {
	const name = "Data";
	let remedy = SET_UP;
	try {
		const { training, origin } = locateData();
		remedy = training.includes(join(".cache", "sample"))
			? `rm -rf .cache/sample* && ${SET_UP}`
			: "npx keypoints data, which reads all of it, then mend or move the file";
		const count = faceCount(await loadFaces(training)).toLocaleString("en");
		return { name, state: "good", says: `${count} faces: ${origin}` };
	} catch (error) {
		if (process.env.KEYPOINTS_DATA)
			remedy = "unset KEYPOINTS_DATA, or mend what it names";
		return { name, state: "bad", says: messageOf(error), remedy };
	}
}

const messageOf = (error: unknown): string =>
	(error instanceof Error ? error.message : String(error)).trim();
