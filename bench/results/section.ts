import { readFile } from "node:fs/promises";
import { writeTextAtomically } from "../../src/base";

const HEAD = `# Results of the benchmarks

Each section is written by its benchmark, \`npm run bench -- NAME\`, on the machine and the day that it names.
`;

/**
 * Puts a section into a Markdown file between markers of its name, in place of
 * the one that was there, or at the end. The rest of the file stays as it is; a
 * file that is missing is begun.
 *
 * @throws where a marker has no partner, for then nobody knows where the section ends
 */
export async function writeSection(
	path: string,
	name: string,
	text: string,
): Promise<void> {
	const before = await readFile(path, "utf8").catch((error) => {
		if (error.code === "ENOENT") return HEAD;
		throw error;
	});
	await writeTextAtomically(path, replaceSection(before, name, text, path));
}

/** {@link writeSection} without the file; `path` is for the error. */
export function replaceSection(
	before: string,
	name: string,
	text: string,
	path = "the file",
): string {
	const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
	const section = `${begin}\n${text.trim()}\n${end}`;
	const from = before.indexOf(begin);
	const to = before.indexOf(end);
	if (from < 0 && to < 0) return `${before.trimEnd()}\n\n${section}\n`;
	if (from < 0 || to < from)
		throw new Error(
			`writeSection: invalid markers of ${name} in ${path}; expected one "${begin}" and behind it one "${end}"`,
		);
	return before.slice(0, from) + section + before.slice(to + end.length);
}
