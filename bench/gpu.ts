import { join } from "node:path";
import { describeMachine, describeMoment } from "../src/backend";
import { projectFolder } from "../src/base";
import type { ModelName } from "../src/model";
import { benchCommand } from "./arguments/command";
import { type Started, startField } from "./gpu/contenders";
import { type Effort, type Measured, measureModel } from "./gpu/measure";
import { fieldOf, ratioOf, reportOf } from "./gpu/report";
import { writeSection } from "./results/section";

const MODELS: ModelName[] = ["cnn", "resnet"];

const FULL: Effort = {
	...{ batches: [64, 128, 256, 512], rounds: 3, seconds: 4, images: 4096 },
};

/** Enough to see that everything runs. */
const QUICK: Effort = { batches: [4], rounds: 1, seconds: 0, images: 0 };

const ABOUT =
	"Train the project's models on the GPU by WebGPU and by CUDA, whichever is set up, in PyTorch where a Python on the PATH (or in PYTHON) has it, and on the CPU, in turn. It takes about a quarter of an hour. The figures go into bench/RESULTS.md.";

/**
 * Images a second in training, float32 (TF32 off), and how much of the time the GPU
 * waits for the host. The last line is `gpu-over-pytorch RATIO`, or `gpu-over-cpu
 * RATIO` where there is no PyTorch (see `report.ts`).
 */
async function main(): Promise<void> {
	const { quick = false } = benchCommand("gpu", ABOUT)
		.option(
			"--quick",
			"a dry run of the CNN at batch 4, also without a GPU: on WebGPU's software device and in PyTorch on the CPU where they are there; its figures are no GPU's, and it writes none of them",
		)
		.parse()
		.opts<{ quick?: boolean }>();
	const measured: Measured[] = [];
	let field: Started[] = [];
	// A GPU in software takes minutes for a step of the ResNet.
	for (const model of quick ? MODELS.slice(0, 1) : MODELS) {
		const { started, absent } = await startField(model, quick);
		try {
			if (model === MODELS[0])
				for (const line of absent) console.log(`without ${line}`);
			if (!quick && !started.some(({ device }) => device === "GPU"))
				return console.log(
					"There is no GPU here that can be measured: see `npm run doctor`. `npm run bench -- gpu --quick` tries everything else.",
				);
			field = started;
			const effort = quick ? QUICK : FULL;
			measured.push(await measureModel(model, started, effort));
		} finally {
			for (const { contender } of started) contender.stop();
		}
	}
	const ratio = ratioOf(measured);
	const report = [
		"## GPU",
		`${describeMachine()}, ${describeMoment()}. float32, TF32 off; medians, lowest and highest of ${quick ? QUICK.rounds : FULL.rounds} rounds in turn. The GPU waits: as its driver tells it, where it does.`,
		fieldOf(field),
		...measured.map(reportOf),
		ratio ? `\`${ratio}\`` : "",
	].join("\n\n");
	if (quick)
		return console.log(
			`\nA dry run, whose figures are no GPU's:\n\n${report}\n`,
		);
	console.log(`\n${report}\n`);
	const file = join(projectFolder(), "bench", "RESULTS.md");
	await writeSection(file, "gpu", report);
	console.log("written to bench/RESULTS.md");
	if (ratio) console.log(ratio);
}

main().catch((error) => {
	console.error(error.message);
	process.exit(1);
});
