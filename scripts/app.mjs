import { join } from "node:path";
import { ensure } from "./setup/ensure.mjs";
import { runForeground } from "./setup/foreground.mjs";
import { folders } from "./setup/paths.mjs";

// `npx keypoints app`, after a set-up where something is missing.
await ensure("npm run app", ["packages", "compile", "links"]);
const command = join(folders.dist, "src", "cli", "main.js");
const code = await runForeground([
	...[process.execPath, command, "app", ...process.argv.slice(2)],
]);
// Ctrl-C is how an app is ended: npm has no failure to tell of.
process.exit(code === 130 ? 0 : code);
