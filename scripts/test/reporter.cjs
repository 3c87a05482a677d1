// mocha's own report, closed by what took longest and one line of totals.
// CommonJS, since mocha loads reporters with require.
const { reporters, Runner } = require("mocha");

const SHOWN = 10;

module.exports = class Report extends reporters.Spec {
	/**
	 * @param {import("mocha").Runner} runner
	 * @param {import("mocha").MochaOptions} options
	 */
	constructor(runner, options) {
		super(runner, options);
		/** @type {{ title: string, milliseconds: number }[]} */
		this.durations = [];
		const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_HOOK_END } =
			Runner.constants;
		// What tests share is made in hooks, which may take longer than any test.
		for (const event of [EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_HOOK_END])
			runner.on(event, (done) =>
				this.durations.push({
					title: done.fullTitle(),
					milliseconds: done.duration ?? 0,
				}),
			);
	}

	epilogue() {
		super.epilogue();
		const slowest = this.durations
			.sort((a, b) => b.milliseconds - a.milliseconds)
			.slice(0, SHOWN);
		console.log(`The slowest ${slowest.length}:`);
		for (const { title, milliseconds } of slowest)
			console.log(
				`${(milliseconds / 1000).toFixed(1).padStart(7)} s  ${title}`,
			);
		const { passes, failures, pending } = this.stats;
		console.log(`\n${passes} passed, ${failures} failed, ${pending} skipped`);
	}
};
