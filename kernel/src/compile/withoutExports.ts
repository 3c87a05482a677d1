import ts from "typescript";

/**
 * A cell with spaces where it says `export`, and with `import` where it exports
 * what another module has. Everything that a cell declares is there for later
 * ones, whether it says so or not; the compiler, which is told so by other means,
 * would take it for said twice. Places stay what they were.
 */
export function withoutExports(source: string): string {
	if (!/\bexport\b/.test(source)) return source;
	const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.Latest);
	let text = source;
	const blank = (node: ts.Node, end = node.end) => {
		const start = node.getStart(file);
		const spaces = source.slice(start, end).replace(/[^\r\n]/g, " ");
		text = `${text.slice(0, start)}${spaces}${text.slice(end)}`;
	};
	for (const statement of file.statements) {
		if (ts.isExportAssignment(statement) && !statement.isExportEquals)
			blank(statement, statement.expression.getStart(file));
		else if (ts.isExportDeclaration(statement)) {
			const start = statement.getStart(file);
			if (!statement.moduleSpecifier) blank(statement);
			// `export * from` binds no name: the compiler is left to refuse it.
			else if (statement.exportClause)
				text = `${text.slice(0, start)}import${text.slice(start + "import".length)}`;
		} else if (ts.canHaveModifiers(statement))
			for (const modifier of ts.getModifiers(statement) ?? [])
				if (
					modifier.kind === ts.SyntaxKind.ExportKeyword ||
					modifier.kind === ts.SyntaxKind.DefaultKeyword
				)
					blank(modifier);
	}
	return text;
}
