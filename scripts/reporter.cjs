// mocha's own report, closed by one line of totals. CommonJS, since mocha
// loads reporters with require.
const { Spec } = require("mocha").reporters;

module.exports = class Totals extends Spec {
	epilogue() {
		super.epilogue();
		const { passes, failures, pending } = this.stats;
		console.log(`${passes} passed, ${failures} failed, ${pending} skipped`);
	}
};
