import { bad, good } from "./finding.mjs";

const OLDEST = 20;

/** Node itself; what is read here is in every version of it. */
export function checkNode(version = process.versions.node) {
	const here = `${version} on ${process.platform}-${process.arch}`;
	return Number(version.split(".")[0]) >= OLDEST
		? good("Node", here)
		: bad(
				"Node",
				`${here} is too old; expected Node ${OLDEST} or newer`,
				"install one from https://nodejs.org, or `nvm install --lts`",
			);
}
