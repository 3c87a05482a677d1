import promises from "node:fs/promises";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { SeededDropout } from "../../src/model";
import { type RunConfig, withRunFolder } from "../../src/run";
import { trainInto } from "../../src/train";
import { squares } from "../support/faces";

// The run that kills.ts kills; as a process of its own it trains in the folder that
// it is given, and kills itself where it is told at which act on files:
//
//   node dist/test/attacks/killedRun.js FOLDER [ACT]

const CONFIG: RunConfig = {
	model: "dense-cnn",
	seed: 5,
	epochs: 4,
	batchSize: 16,
	learningRate: 0.01,
	schedule: { kind: "constant" },
	optimizer: { kind: "adam" },
	loss: { kind: "squared" },
	averageDecay: 0.9,
	validationFraction: 0.25,
	data: { file: "squares", sha256: "squares", faces: 60 },
};

/** The cheapest network with what makes resuming hard: dropout, which draws, and batch norm, which keeps statistics. */
function network(): tf.LayersModel {
	const kernelInitializer = tf.initializers.heUniform({ seed: 3 });
	return tf.sequential({
		layers: [
			tf.layers.averagePooling2d({ poolSize: 16, inputShape: [96, 96, 1] }),
			tf.layers.flatten(),
			tf.layers.batchNormalization({ momentum: 0.9, name: "norm" }),
			new SeededDropout({ rate: 0.2, seed: 1 }),
			tf.layers.dense({ units: 30, kernelInitializer, name: "points" }),
			tf.layers.rescaling({ scale: 47.5, offset: 47.5 }),
		],
	});
}

/** Trains the run, or goes on with it where it stands in the folder. */
export async function trainKilledRun(
	folder: string,
	onStart = () => {},
): Promise<void> {
	const prepare = async () => ({
		...{ network: network(), groups: "none" },
		training: squares(45, 1, 0.3),
		validation: squares(15, 2),
	});
	const resume = await promises.stat(join(folder, "last.safetensors")).then(
		() => true,
		() => false,
	);
	await withRunFolder(folder, () =>
		trainInto(folder, CONFIG, prepare, {
			resume,
			reporter: { start: onStart },
		}),
	);
}

/** Counts what is done to files, and calls for each before it is done. */
export async function countActs(onAct: (act: number) => void): Promise<void> {
	let acts = 0;
	const counted = (of: object, name: string) => {
		const act = Reflect.get(of, name);
		Reflect.set(of, name, function (this: unknown, ...args: unknown[]) {
			onAct(++acts);
			return act.apply(this, args);
		});
	};
	const handle = await promises.open(__filename);
	const prototype = Object.getPrototypeOf(handle);
	await handle.close();
	for (const name of ["write", "writeFile", "sync", "close"])
		counted(prototype, name);
	for (const name of ["open", "rename", "rm"]) counted(promises, name);
}

async function main(folder: string, last: string | undefined): Promise<void> {
	let acts = 0;
	await countActs((act) => {
		acts = act;
		if (act === Number(last)) process.kill(process.pid, "SIGKILL");
	});
	await trainKilledRun(folder, () => console.log("training"));
	console.log(`acts ${acts}`);
}

if (require.main === module) void main(process.argv[2], process.argv[3]);
