/** What the comment at the head of a cell says of it, in tslab's tags. */
interface Metadata {
	/** `@module name`: the file that the cell is to others. */
	module?: string;
	/** `@jsx`: whether that file has JSX in it. */
	jsx?: boolean;
}

/** Reads the tags of the comments before the code of a cell. */
export function metadataOf(source: string): Metadata {
	const [head] = /^(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*/.exec(source) ?? [""];
	const tags = (head.match(/\/\*\*[\s\S]*?\*\//g) ?? []).join("\n");
	const [, module] = /@module\s+([^\s*]+)/.exec(tags) ?? [];
	return { module, jsx: /@jsx\b/.test(tags) };
}
