/** How the learning rate changes over a run; plain data, so that a run can save it. */
export type Schedule =
	/** The same rate throughout. */
	| { kind: "constant" }
	/** Multiplied by `factor` every `everyEpochs` epochs. */
	| { kind: "step"; everyEpochs: number; factor: number }
	/**
	 * Rises over `warmupEpochs`, but half of the run at most, then falls along half a
	 * cosine to
	 * `finalFactor` of the rate (arXiv 1608.03983, without restarts).
	 */
	| { kind: "cosine"; warmupEpochs?: number; finalFactor?: number };

/**
 * The learning rate at a moment of a run.
 *
 * @param rate the highest rate
 * @param epoch epochs done, with a fraction: 2.5 is the middle of the third
 * @param epochs epochs of the whole run
 * @throws where a number of the schedule is out of its range
 */
export function learningRateAt(
	schedule: Schedule,
	rate: number,
	epoch: number,
	epochs: number,
): number {
	if (schedule.kind === "constant") return rate;
	if (schedule.kind === "step") {
		const { everyEpochs, factor } = schedule;
		if (!(everyEpochs > 0))
			throw new Error(
				`learningRateAt: invalid everyEpochs: ${everyEpochs}; expected a number above 0`,
			);
		return rate * factor ** Math.floor(epoch / everyEpochs);
	}
	const { warmupEpochs = 0, finalFactor = 0 } = schedule;
	if (!(warmupEpochs >= 0))
		throw new Error(
			`learningRateAt: invalid warmupEpochs: ${warmupEpochs}; expected at least 0`,
		);
	const warmup = Math.min(warmupEpochs, epochs / 2);
	if (epoch < warmup) return (rate * epoch) / warmup;
	const done = Math.min((epoch - warmup) / (epochs - warmup), 1);
	const cosine = (1 + Math.cos(Math.PI * done)) / 2;
	return rate * (finalFactor + (1 - finalFactor) * cosine);
}
