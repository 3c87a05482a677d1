import { createProgress } from "../dataset";
import type { EpochRecord } from "./checkpoint";

/** What a run tells before its first batch. */
export interface RunStart {
	faces: number;
	validationFaces: number;
	epochs: number;
	/** Epochs that were done before, where the run is resumed. */
	history: EpochRecord[];
}

/** What a run tells after each batch; figures are means over the epoch so far. */
export interface BatchReport {
	/** 1 is the first. */
	epoch: number;
	facesDone: number;
	loss: number;
	rmsePixels: number;
	imagesPerSecond: number;
}

/** Who is told how training goes. */
export interface FitReporter {
	start?(start: RunStart): void;
	batch?(report: BatchReport): void;
	/** `better`: the lowest error so far. */
	epoch?(record: EpochRecord, better: boolean): void;
	/** Training has ended, in whatever way: also by an interrupt or an error. */
	end?(): void;
}

/**
 * Prints how training goes: a progress bar for the epoch under way on standard
 * error, and a line for each epoch on standard output.
 */
export function printReport(): FitReporter {
	let total = { faces: 0, epochs: 0 };
	let bar: ReturnType<typeof createProgress> | undefined;
	return {
		start({ faces, validationFaces, epochs, history }) {
			total = { faces, epochs };
			const resumed = history.length
				? `, resumed after epoch ${history.length}`
				: "";
			console.log(
				`training on ${faces} faces, ${validationFaces} held out, at most ${epochs} epochs${resumed}`,
			);
		},
		batch({ epoch, facesDone, loss, rmsePixels, imagesPerSecond }) {
			bar ??= createProgress({
				label: `epoch ${epoch}/${total.epochs}`,
				total: total.faces,
				unit: "faces",
			});
			bar.update(facesDone, {
				loss: loss.toPrecision(3),
				RMSE: `${rmsePixels.toFixed(2)} px`,
				speed: `${imagesPerSecond.toFixed(0)} img/s`,
			});
		},
		epoch(record, better) {
			bar?.stop();
			bar = undefined;
			console.log(epochLine(record, total.epochs, better));
		},
		end() {
			bar?.stop();
			bar = undefined;
		},
	};
}

function epochLine(
	record: EpochRecord,
	epochs: number,
	better: boolean,
): string {
	const { epoch, loss, rmsePixels, validationRmsePixels, seconds } = record;
	const left = duration((epochs - epoch) * seconds);
	const parts = [
		`epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
		`loss ${loss.toPrecision(4)}`,
		`RMSE ${rmsePixels.toFixed(2)} px`,
	];
	if (validationRmsePixels !== undefined)
		parts.push(
			`validation ${validationRmsePixels.toFixed(2)} px${better ? " *" : "  "}`,
		);
	parts.push(
		`${record.imagesPerSecond.toFixed(0)} img/s`,
		`${duration(seconds)}, ${left} left`,
	);
	return parts.join("  ");
}

/** Seconds as people say them: 8 s, 2 min, 1 h 5 min. */
export function duration(seconds: number): string {
	if (seconds < 100) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 100
		? `${minutes} min`
		: `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
