import ts from "typescript";

/** What a name that a cell declares at its top level is. */
export interface Declared {
	/** How its value is declared; absent for a type alone. */
	value?: "let" | "const" | "function" | "class";
	/**
	 * Of a variable whose type the compiler would find from what is put in later,
	 * within its cell: what it is for other cells, which put things in as well.
	 */
	open?: "any" | "any[]";
	/** Whether it names a type, or a namespace of types, as well. */
	type: boolean;
	/** Of a generic type: its parameters as they are written, and their names. */
	parameters?: { written: string; names: string };
	/** `declare`: it says that something global is there, and makes nothing. */
	ambient: boolean;
}

/** The names that a cell declares at its top level, for those that follow it. */
export function declaredNames(file: ts.SourceFile): Map<string, Declared> {
	const found = new Map<string, Declared>();
	const add = (name: string, more: Partial<Declared>) => {
		const known = found.get(name);
		const ambient = more.ambient ?? false;
		found.set(name, {
			value: more.value ?? known?.value,
			open: more.open ?? known?.open,
			type: more.type ?? known?.type ?? false,
			parameters: more.parameters ?? known?.parameters,
			// An interface beside a constant makes no less of the constant.
			ambient:
				known?.value && !more.value
					? known.ambient
					: known?.value
						? known.ambient && ambient
						: ambient,
		});
	};

	const addVariables = (list: ts.VariableDeclarationList, ambient = false) => {
		const value = list.flags & ts.NodeFlags.Const ? "const" : "let";
		for (const declaration of list.declarations)
			for (const each of boundNames(declaration.name))
				add(each, { value, ambient, open: openType(declaration) });
	};

	/** `var` in a block belongs to the whole cell. */
	const addInner = (node: ts.Node): void => {
		if (
			ts.isFunctionLike(node) ||
			ts.isClassLike(node) ||
			ts.isModuleDeclaration(node)
		)
			return;
		if (
			ts.isVariableDeclarationList(node) &&
			!(node.flags & ts.NodeFlags.BlockScoped)
		)
			addVariables(node);
		ts.forEachChild(node, addInner);
	};

	for (const statement of file.statements) {
		const ambient = isAmbient(statement);
		if (ts.isVariableStatement(statement)) {
			addVariables(statement.declarationList, ambient);
		} else if (ts.isFunctionDeclaration(statement)) {
			if (statement.name)
				add(statement.name.text, { value: "function", ambient });
		} else if (ts.isClassDeclaration(statement)) {
			if (statement.name)
				add(statement.name.text, {
					value: "class",
					type: true,
					parameters: parametersOf(statement, file),
					ambient,
				});
		} else if (
			ts.isEnumDeclaration(statement) ||
			(ts.isModuleDeclaration(statement) && ts.isIdentifier(statement.name))
		) {
			// `declare global` names nothing.
			if (!(statement.flags & ts.NodeFlags.GlobalAugmentation))
				add(statement.name.text, { value: "class", type: true, ambient });
		} else if (
			ts.isInterfaceDeclaration(statement) ||
			ts.isTypeAliasDeclaration(statement)
		) {
			add(statement.name.text, {
				type: true,
				parameters: parametersOf(statement, file),
			});
		} else if (ts.isImportEqualsDeclaration(statement)) {
			add(statement.name.text, { value: "class", type: true });
		} else if (ts.isImportDeclaration(statement)) {
			for (const name of importedNames(statement))
				add(name.text, { value: "class", type: true });
		} else addInner(statement);
	}
	return found;
}

/** Every name that stands in a cell, whatever it means there. */
export function mentionedNames(file: ts.SourceFile): Set<string> {
	const names = new Set<string>();
	const visit = (node: ts.Node) => {
		if (ts.isIdentifier(node)) names.add(node.text);
		ts.forEachChild(node, visit);
	};
	visit(file);
	return names;
}

/** Whether a statement is a `declare ...`. */
export const isAmbient = (statement: ts.Statement) =>
	ts.canHaveModifiers(statement) &&
	(ts.getModifiers(statement) ?? []).some(
		({ kind }) => kind === ts.SyntaxKind.DeclareKeyword,
	);

/** The names that an import binds. */
export function importedNames({
	importClause,
}: ts.ImportDeclaration): ts.Identifier[] {
	const { name, namedBindings } = importClause ?? {};
	const inner = !namedBindings
		? []
		: ts.isNamespaceImport(namedBindings)
			? [namedBindings.name]
			: namedBindings.elements.map((element) => element.name);
	return name ? [name, ...inner] : inner;
}

/** `let x`, `let x = null` and `const x = []`, without a type. */
function openType({
	type,
	initializer,
	parent,
}: ts.VariableDeclaration): Declared["open"] {
	if (type || ts.isForInStatement(parent.parent)) return undefined;
	if (ts.isForOfStatement(parent.parent)) return undefined;
	if (initializer && ts.isArrayLiteralExpression(initializer))
		return initializer.elements.length === 0 ? "any[]" : undefined;
	if (parent.flags & ts.NodeFlags.Const) return undefined;
	const isEmpty =
		!initializer ||
		initializer.kind === ts.SyntaxKind.NullKeyword ||
		(ts.isIdentifier(initializer) && initializer.text === "undefined");
	return isEmpty ? "any" : undefined;
}

/**
 * What a cell adds to the types of everybody: `declare global` and
 * `declare module "x"`, each member by a name of its own.
 */
export function globalNames(file: ts.SourceFile): string[] {
	return file.statements.flatMap((statement) => {
		if (!ts.isModuleDeclaration(statement)) return [];
		const { name, body } = statement;
		const isGlobal =
			ts.isStringLiteral(name) ||
			(statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
		if (!isGlobal || !body || !ts.isModuleBlock(body)) return [];
		const members = body.statements.flatMap((member) =>
			ts.isVariableStatement(member)
				? member.declarationList.declarations.flatMap((each) =>
						boundNames(each.name),
					)
				: ((member as ts.DeclarationStatement).name?.getText(file) ?? []),
		);
		return members.map((member) => `${name.text} ${member}`);
	});
}

function boundNames(name: ts.BindingName): string[] {
	if (ts.isIdentifier(name)) return [name.text];
	return name.elements.flatMap((element) =>
		ts.isOmittedExpression(element) ? [] : boundNames(element.name),
	);
}

function parametersOf(
	{
		typeParameters,
	}: {
		typeParameters?: ts.NodeArray<ts.TypeParameterDeclaration>;
	},
	file: ts.SourceFile,
): Declared["parameters"] {
	if (!typeParameters?.length) return undefined;
	return {
		written: `<${typeParameters.map((each) => each.getText(file)).join(", ")}>`,
		names: `<${typeParameters.map(({ name }) => name.text).join(", ")}>`,
	};
}
