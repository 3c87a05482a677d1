import { randomUUID } from "node:crypto";
import type { EpochRecord } from "../run";
import type { FitReporter } from "../train";
import { lossCurve } from "./lossCurve";
import { showFigure } from "./show";

/**
 * A reporter for `fit` in a notebook: the training curve, which grows in its
 * place with every epoch: a picture, and when training ends, in whatever way, a
 * plot to zoom and to read off values. It prints nothing.
 *
 * @throws at the first epoch, outside a notebook
 */
export function liveCurve(): FitReporter {
	const history: EpochRecord[] = [];
	const id = randomUUID();
	let shown = false;
	const draw = (still: boolean) => {
		showFigure(lossCurve(history), { id, update: shown, still });
		shown = true;
	};
	return {
		start(run) {
			history.push(...run.history);
			if (history.length > 0) draw(true);
		},
		epoch(record) {
			history.push(record);
			draw(true);
		},
		end() {
			if (shown) draw(false);
		},
	};
}
