import { median, percent, spread, table } from "../training/figures";
import { NAMES, type Name, type Started } from "./contenders";
import type { Cell, Measured } from "./measure";

const TITLES: Record<Name, string> = {
	webgpu: "WebGPU",
	cuda: "TensorFlow, CUDA",
	pytorch: "PyTorch",
	cpu: "TensorFlow, CPU",
};

/** The figures of one model, as Markdown. */
export function reportOf({ model, cells }: Measured): string {
	const batches = [...cells.keys()];
	const names = NAMES.filter((name) => cells.get(batches[0])?.has(name));
	const row = (name: Name, text: (cell: Cell | undefined) => string) => [
		TITLES[name],
		...batches.map((batch) => text(cells.get(batch)?.get(name))),
	];
	const head = (title: string) => [title, ...batches.map((n) => `batch ${n}`)];
	const speed = table([
		head("images/s in training"),
		...names.map((name) => row(name, speedOf)),
	]);
	const gpus = names.filter((name) => name !== "cpu");
	const waits = table([
		head("share of the time in which the GPU waits"),
		...gpus.map((name) => row(name, waitOf)),
	]);
	const errors = [...cells].flatMap(([batch, row]) =>
		[...row].flatMap(([name, { error }]) =>
			error ? [`- ${TITLES[name]}, batch ${batch}: ${error}`] : [],
		),
	);
	const both = gpus.length ? [speed, waits] : [speed];
	return [`### ${model}`, ...both, errors.join("\n")]
		.filter(Boolean)
		.join("\n\n");
}

function speedOf(cell: Cell | undefined): string {
	if (!cell || cell.error || !cell.imagesPerSecond.length) return "failed";
	return spread(cell.imagesPerSecond);
}

function waitOf(cell: Cell | undefined): string {
	return cell?.waiting.length ? percent(median(cell.waiting)) : "not told";
}

/** What computed, one a line. */
export function fieldOf(started: readonly Started[]): string {
	return started
		.map(({ name, description }) => `- ${TITLES[name]}: ${description}`)
		.join("\n");
}

/**
 * The last line: the library on the GPU, by the faster of its two ways, over
 * PyTorch, or over the CPU where there is no PyTorch; of the model and batch size
 * where it is smallest. Undefined where one of both is missing everywhere.
 */
export function ratioOf(measured: readonly Measured[]): string | undefined {
	const rows = measured.flatMap(({ cells }) => [...cells.values()]);
	for (const [other, label] of [
		["pytorch", "gpu-over-pytorch"],
		["cpu", "gpu-over-cpu"],
	] as const) {
		const ratios = rows
			.map((row) => {
				const ours = Math.max(speed(row.get("webgpu")), speed(row.get("cuda")));
				return ours / speed(row.get(other));
			})
			.filter((ratio) => Number.isFinite(ratio) && ratio > 0);
		if (ratios.length) return `${label} ${Math.min(...ratios).toFixed(2)}`;
	}
	return undefined;
}

function speed(cell: Cell | undefined): number {
	return cell?.imagesPerSecond.length ? median(cell.imagesPerSecond) : 0;
}
