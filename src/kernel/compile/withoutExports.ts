import type * as TS from "typescript";

/**
 * A cell with spaces where it says `export`. Everything that a cell declares is
 * there for later ones, whether it says so or not; the compiler, which is told so
 * by other means, would take it for said twice. Places stay what they were.
 */
export function withoutExports(ts: typeof TS, source: string): string {
	if (!/\bexport\b/.test(source)) return source;
	const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest);
	let text = source;
	const blank = (node: TS.Node, end = node.end) => {
		const start = node.getStart(file);
		const spaces = source.slice(start, end).replace(/[^\r\n]/g, " ");
		text = `${text.slice(0, start)}${spaces}${text.slice(end)}`;
	};
	for (const statement of file.statements) {
		if (ts.isExportAssignment(statement) && !statement.isExportEquals)
			blank(statement, statement.expression.getStart(file));
		else if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier)
			blank(statement);
		else if (ts.canHaveModifiers(statement))
			for (const modifier of ts.getModifiers(statement) ?? [])
				if (
					modifier.kind === ts.SyntaxKind.ExportKeyword ||
					modifier.kind === ts.SyntaxKind.DefaultKeyword
				)
					blank(modifier);
	}
	return text;
}
