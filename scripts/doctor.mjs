// Only what every Node can read stands in this file, so that an old one is told.
const USAGE = `npm run doctor

Looks at everything that the course needs, changes nothing, and says for each
thing that is missing or wrong what to type. It works before a set-up too.

Exit code 0: the course can run. 1: it cannot.`;

const { checkNode } = await import("./doctor/node.mjs");
const node = checkNode();
if (node.state === "bad") {
	const { show } = await import("./doctor/finding.mjs");
	console.log(show(node));
	process.exit(1);
}
const { readArguments } = await import("./arguments.mjs");
readArguments({ name: "doctor", usage: USAGE }, () => {});
const { examine } = await import("./doctor/examine.mjs");
process.exit((await examine()) ? 0 : 1);
