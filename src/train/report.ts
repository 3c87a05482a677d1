import type { EpochRecord } from "../run";

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

/** What is said before the first batch. */
export function startLine(run: RunStart): string {
	const { faces, validationFaces, epochs, history } = run;
	const resumed = history.length
		? `, resumed after epoch ${history.length}`
		: "";
	return `training on ${faces} faces, ${validationFaces} held out, at most ${epochs} epochs${resumed}`;
}

/** What is said after an epoch; a star marks the lowest error so far. */
export function epochLine(
	record: EpochRecord,
	epochs: number,
	better: boolean,
): string {
	const { epoch, loss, rmsePixels, validationRmsePixels, seconds } = record;
	const parts = [
		epochOf(epoch, epochs),
		`loss ${loss.toPrecision(4)}`,
		`RMSE ${rmsePixels.toFixed(2)} px`,
	];
	if (validationRmsePixels !== undefined)
		parts.push(
			`validation ${validationRmsePixels.toFixed(2)} px${better ? " *" : "  "}`,
		);
	const left = (epochs - epoch) * seconds;
	parts.push(
		`${record.imagesPerSecond.toFixed(0)} img/s`,
		duration(seconds) + (left > 0 ? `, ${duration(left)} left` : ""),
	);
	return parts.join("  ");
}

/** Which epoch of how many. */
export function epochOf(epoch: number, epochs: number): string {
	return `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`;
}

/** Seconds as people say them: 8 s, 2 min, 1 h 5 min. */
export function duration(seconds: number): string {
	if (seconds < 100) return `${Math.round(seconds)} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 100
		? `${minutes} min`
		: `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
