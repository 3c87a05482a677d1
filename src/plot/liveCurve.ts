import { randomUUID } from "node:crypto";
import type { EpochRecord, FitReporter } from "../train";
import { lossCurve } from "./lossCurve";
import { showFigure } from "./show";

/**
 * A reporter for `fit` in a notebook: the training curve, which grows in its
 * place with every epoch. It prints nothing.
 *
 * @throws at the first epoch, outside a notebook
 */
export function liveCurve(): FitReporter {
	const history: EpochRecord[] = [];
	const id = randomUUID();
	let shown = false;
	return {
		start: (run) => history.push(...run.history),
		epoch(record) {
			history.push(record);
			showFigure(lossCurve(history), { id, update: shown });
			shown = true;
		},
	};
}
