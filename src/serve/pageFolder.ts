import { join } from "node:path";
import { projectFolder } from "../base";

/** The page's source, which is bundled where it stands. */
export function pageFolder(): string {
	return join(projectFolder(), "src", "page");
}
