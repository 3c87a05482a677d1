import type { ModelName } from "../../src/model";
import { BusyMeter } from "./busy";
import type { Trained, TrainRequest } from "./child";
import type { Name, Started } from "./contenders";

/** What one contender did at one batch size. */
export interface Cell {
	/** A value a round. */
	imagesPerSecond: number[];
	/** The share of the time in which its GPU computed nothing, a value a round where it could be told. */
	waiting: number[];
	/** Why it did not train. */
	error?: string;
}

export interface Measured {
	model: ModelName;
	/** By batch size. */
	cells: Map<number, Map<Name, Cell>>;
}

/** How long and how often is measured. */
export interface Effort {
	batches: readonly number[];
	rounds: number;
	/** Of a turn, at least. */
	seconds: number;
	/** Of an epoch, at least; the CPU, where an epoch takes long, makes do with two. */
	images: number;
}

/** Has the contenders train in turn, at each batch size so many rounds. */
export async function measureModel(
	model: ModelName,
	contenders: readonly Started[],
	{ batches, rounds, seconds, images }: Effort,
): Promise<Measured> {
	const cells = new Map<number, Map<Name, Cell>>();
	for (const batch of batches) {
		const row = new Map<Name, Cell>();
		cells.set(batch, row);
		process.stdout.write(`${model}, batch ${batch}`);
		for (let round = 0; round < rounds; round++)
			for (const started of contenders) {
				const { name, device, isSoftware } = started;
				const cell = row.get(name) ?? { imagesPerSecond: [], waiting: [] };
				row.set(name, cell);
				if (cell.error) continue;
				const isGpu = device === "GPU" && !isSoftware;
				const steps = isGpu ? Math.max(4, Math.ceil(images / batch)) : 2;
				const request = { batch, steps, seconds: isGpu ? seconds : 0 };
				await takeTurn(started, request, cell);
				process.stdout.write(".");
			}
		process.stdout.write("\n");
	}
	return { model, cells };
}

async function takeTurn(
	{ contender, device }: Started,
	request: TrainRequest,
	cell: Cell,
): Promise<void> {
	const meter = device === "GPU" ? BusyMeter.start() : undefined;
	try {
		const answer = await contender.ask<Trained & { error?: string }>("train", {
			...request,
		});
		if (answer.error) {
			cell.error = answer.error;
			return;
		}
		cell.imagesPerSecond.push(answer.imagesPerSecond);
		const busy = meter?.share(answer.measuredMs);
		if (busy !== undefined) cell.waiting.push(1 - busy);
	} finally {
		meter?.stop();
	}
}
