import type { Notebook } from "./notebook";
import {
	type BatchReport,
	epochLine,
	epochOf,
	type FitReporter,
	startLine,
} from "./report";

const SHOW_EVERY_MS = 250;
/** Of an epoch that is over sooner, nothing is said on the way. */
const QUIET_MS = 1_000;

/**
 * Says under a notebook's cell how training goes: one text, which is shown anew
 * in its place. Lines that are printed cannot be taken back, and on standard
 * error they look like errors.
 */
export function notebookReport(cell: Notebook): FitReporter {
	let id = "";
	let total = { faces: 0, epochs: 0 };
	let lines: string[] = [];
	let underWay: BatchReport | undefined;
	let epochBegan = 0;
	let shownAt = 0;
	const show = (...last: string[]) => {
		const text = [...lines, ...last].join("\n");
		cell.display({ "text/plain": text }, { id, update: shownAt > 0 });
		shownAt = Date.now();
	};
	return {
		start(run) {
			id = cell.newDisplayId();
			total = run;
			lines = [startLine(run)];
			epochBegan = Date.now();
			shownAt = 0;
			show();
		},
		batch(report) {
			underWay = report;
			const now = Date.now();
			if (now - shownAt < SHOW_EVERY_MS || now - epochBegan < QUIET_MS) return;
			show(batchLine(report, total));
		},
		epoch(record, better) {
			underWay = undefined;
			epochBegan = Date.now();
			lines.push(epochLine(record, total.epochs, better));
			if (epochBegan - shownAt >= SHOW_EVERY_MS) show();
		},
		end() {
			if (underWay) lines.push(`${batchLine(underWay, total)}  stopped`);
			underWay = undefined;
			show();
		},
	};
}

function batchLine(
	{ epoch, facesDone, loss, rmsePixels, imagesPerSecond }: BatchReport,
	{ faces, epochs }: { faces: number; epochs: number },
): string {
	return [
		epochOf(epoch, epochs),
		`loss ${loss.toPrecision(4)}`,
		`RMSE ${rmsePixels.toFixed(2)} px`,
		`${facesDone} of ${faces} faces`,
		`${imagesPerSecond.toFixed(0)} img/s`,
	].join("  ");
}
