import { createProgress, type Progress } from "../base";
import { notebook } from "./notebook";
import { notebookReport } from "./notebookReport";
import { epochLine, epochOf, type FitReporter, startLine } from "./report";

/**
 * Says how training goes: a line for each epoch, and how far the epoch under way
 * has come. On the command line the lines go to standard output and a progress
 * bar to standard error; under a notebook's cell one text grows in its place.
 */
export function printReport(): FitReporter {
	const cell = notebook();
	return cell ? notebookReport(cell) : writeReport();
}

function writeReport(): FitReporter {
	let total = { faces: 0, epochs: 0 };
	let bar: Progress | undefined;
	const stop = () => {
		bar?.stop();
		bar = undefined;
	};
	return {
		start(run) {
			total = run;
			console.log(startLine(run));
		},
		batch({ epoch, facesDone, loss, rmsePixels, imagesPerSecond }) {
			bar ??= createProgress({
				label: epochOf(epoch, total.epochs),
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
			stop();
			console.log(epochLine(record, total.epochs, better));
		},
		end: stop,
	};
}
