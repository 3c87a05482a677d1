import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const EVERY_MS = 200;

/** How busy a GPU is, as its driver tells it, from the start until {@link BusyMeter.stop}. */
export class BusyMeter {
	private readonly samples: { at: number; busy: number }[] = [];
	private child: ChildProcess | undefined;
	private timer: NodeJS.Timeout | undefined;

	/** Where what tells it is known: NVIDIA's nvidia-smi, or a file of AMD's driver. */
	static start(): BusyMeter | undefined {
		const meter = new BusyMeter();
		const file = amdFile();
		if (spawnSync("nvidia-smi", ["-L"]).status === 0) meter.followNvidia();
		else if (file) meter.followFile(file);
		else return undefined;
		return meter;
	}

	/** The mean share of the last milliseconds in which the GPU computed, from 0 to 1. */
	share(lastMs: number): number | undefined {
		const since = performance.now() - lastMs;
		const some = this.samples.filter(({ at }) => at >= since);
		if (some.length < 3) return undefined;
		return some.reduce((sum, { busy }) => sum + busy, 0) / some.length / 100;
	}

	stop(): void {
		this.child?.kill();
		clearInterval(this.timer);
	}

	private add(text: string): void {
		const busy = Number.parseFloat(text);
		if (Number.isFinite(busy))
			this.samples.push({ at: performance.now(), busy });
	}

	private followNvidia(): void {
		this.child = spawn("nvidia-smi", [
			...["--id=0", "--query-gpu=utilization.gpu"],
			...["--format=csv,noheader,nounits", `--loop-ms=${EVERY_MS}`],
		]);
		this.child.stdout?.on("data", (data) => {
			for (const line of String(data).trim().split("\n")) this.add(line);
		});
	}

	private followFile(file: string): void {
		this.timer = setInterval(
			() => this.add(readFileSync(file, "utf8")),
			EVERY_MS,
		);
	}
}

function amdFile(): string | undefined {
	const folder = "/sys/class/drm";
	try {
		return readdirSync(folder)
			.map((card) => join(folder, card, "device", "gpu_busy_percent"))
			.find((file) => {
				try {
					return readFileSync(file).length > 0;
				} catch {
					return false;
				}
			});
	} catch {
		return undefined;
	}
}
