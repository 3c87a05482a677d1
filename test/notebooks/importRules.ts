import ts from "typescript";
import type { Rule } from "./cellRules";
import type { Cell } from "./notebook";

interface Names {
	/** Each with the number of its cell. */
	imported: [name: string, cell: number][];
	used: Set<string>;
}

export const importRules: Record<string, Rule> = {
	"uses all that it imports": ({ name, cells }) => {
		const { imported, used } = namesOf(cells);
		return imported
			.filter(([each]) => !used.has(each))
			.map(
				([each, number]) =>
					`${name}, cell ${number}: imports ${each}, which no cell uses; leave it out`,
			);
	},

	"imports everything once": ({ name, cells }) => {
		const first = new Map<string, number>();
		return namesOf(cells).imported.flatMap(([each, number]) => {
			const before = first.get(each);
			first.set(each, before ?? number);
			return before === undefined
				? []
				: [
						`${name}, cell ${number}: imports ${each}, which cell ${before} has imported; leave it out`,
					];
		});
	},
};

function namesOf(cells: Cell[]): Names {
	const names: Names = { imported: [], used: new Set() };
	for (const { kind, source, number } of cells) {
		if (kind !== "code") continue;
		const file = ts.createSourceFile("cell.ts", source, ts.ScriptTarget.ES2022);
		const visit = (node: ts.Node): void => {
			if (ts.isImportDeclaration(node))
				names.imported.push(
					...importedNames(node).map((each): [string, number] => [
						each,
						number,
					]),
				);
			else if (ts.isIdentifier(node)) names.used.add(node.text);
			else node.forEachChild(visit);
		};
		visit(file);
	}
	return names;
}

function importedNames({ importClause }: ts.ImportDeclaration): string[] {
	const bindings = importClause?.namedBindings;
	const named =
		bindings === undefined
			? []
			: ts.isNamespaceImport(bindings)
				? [bindings.name.text]
				: bindings.elements.map((element) => element.name.text);
	return importClause?.name ? [importClause.name.text, ...named] : named;
}
