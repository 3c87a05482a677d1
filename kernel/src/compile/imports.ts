import ts from "typescript";
import { IMPORT } from "./calls";

/**
 * An import as a call that binds names of the shared scope to a module's:
 * `await __import("fs", { read: "readFileSync", all: "*" })`.
 *
 * @returns nothing where it imports types alone
 */
export function importCall(
	make: ts.NodeFactory,
	checker: ts.TypeChecker,
	statement: ts.ImportDeclaration,
): ts.Statement | undefined {
	const { importClause, moduleSpecifier } = statement;
	if (importClause?.isTypeOnly) return undefined;
	const bindings = importClause ? bindingsOf(importClause) : [];
	const values = bindings.filter(({ name }) => isValue(checker, name));
	if (importClause && values.length === 0) return undefined;
	const names = make.createObjectLiteralExpression(
		values.map(({ name, exported }) =>
			make.createPropertyAssignment(
				make.createIdentifier(name.text),
				make.createStringLiteral(exported),
			),
		),
	);
	return ts.setTextRange(
		make.createExpressionStatement(
			make.createAwaitExpression(
				make.createCallExpression(
					ts.setTextRange(make.createIdentifier(IMPORT), statement),
					undefined,
					[moduleSpecifier, names],
				),
			),
		),
		statement,
	);
}

/** `import x = require("y")` and `import x = a.b` as assignments to the shared scope. */
export function importEquals(
	make: ts.NodeFactory,
	checker: ts.TypeChecker,
	{ name, moduleReference, isTypeOnly }: ts.ImportEqualsDeclaration,
	scope: {
		target(name: string): ts.Expression;
		visit(node: ts.Expression): ts.Expression;
	},
): ts.Statement[] {
	if (isTypeOnly || !isValue(checker, name)) return [];
	const value = ts.isExternalModuleReference(moduleReference)
		? make.createCallExpression(make.createIdentifier("require"), undefined, [
				moduleReference.expression,
			])
		: expressionOf(make, moduleReference, scope.visit);
	const target = scope.target(name.text);
	return [make.createExpressionStatement(make.createAssignment(target, value))];
}

interface Binding {
	name: ts.Identifier;
	/** `default`, a name, or `*` for all. */
	exported: string;
}

function bindingsOf({ name, namedBindings }: ts.ImportClause): Binding[] {
	const inner: Binding[] = !namedBindings
		? []
		: ts.isNamespaceImport(namedBindings)
			? [{ name: namedBindings.name, exported: "*" }]
			: namedBindings.elements
					.filter((element) => !element.isTypeOnly)
					.map((element) => ({
						name: element.name,
						exported: (element.propertyName ?? element.name).text,
					}));
	return name ? [{ name, exported: "default" }, ...inner] : inner;
}

/** Whether an imported name is something when the code runs, and not a type alone. */
function isValue(checker: ts.TypeChecker, name: ts.Identifier): boolean {
	const symbol = checker.getSymbolAtLocation(name);
	if (!symbol) return true;
	const meant =
		symbol.flags & ts.SymbolFlags.Alias
			? checker.getAliasedSymbol(symbol)
			: symbol;
	// What an untyped package exports is taken to be there.
	return (
		checker.isUnknownSymbol(meant) ||
		(meant.flags & ts.SymbolFlags.Value & ~ts.SymbolFlags.ConstEnum) !== 0
	);
}

function expressionOf(
	make: ts.NodeFactory,
	name: ts.EntityName,
	visit: (node: ts.Expression) => ts.Expression,
): ts.Expression {
	return ts.isIdentifier(name)
		? visit(name)
		: make.createPropertyAccessExpression(
				expressionOf(make, name.left, visit),
				name.right.text,
			);
}
