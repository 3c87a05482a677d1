#!/usr/bin/env node
// Only what every Node can read stands in this file, so that an old one is told.
const [major] = process.versions.node.split(".");
if (Number(major) < 20) {
	console.error(
		`facial-keypoints-kernel: Node ${process.versions.node} is too old; expected Node 20 or newer`,
	);
	process.exit(1);
}
const { command } = await import("./command.mjs");
process.exitCode = command(process.argv.slice(2));
