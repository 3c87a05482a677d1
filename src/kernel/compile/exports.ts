import type * as TS from "typescript";

/**
 * Makes a cell leave its names in `exports` by plain assignment.
 *
 * CommonJS as TypeScript writes it sets each name to undefined first and defines
 * getters for what is imported. Cells share one `exports`, in which a name can be
 * declared again, and where an earlier value is better than none.
 */
export function plainExports(ts: typeof TS) {
	const names: string[] = [];
	const isExports = (node: TS.Node): node is TS.PropertyAccessExpression =>
		ts.isPropertyAccessExpression(node) &&
		ts.isIdentifier(node.expression) &&
		node.expression.text === "exports";

	/** `exports.a = exports.b = void 0`: the names, or none where it is not that. */
	const declared = (node: TS.Node): string[] | undefined => {
		if (ts.isVoidExpression(node)) return [];
		if (!ts.isBinaryExpression(node) || !isExports(node.left)) return undefined;
		const rest = declared(node.right);
		return rest && [node.left.name.text, ...rest];
	};

	/** `Object.defineProperty(exports, "a", { get })` as `exports.a = value`. */
	const assigned = (node: TS.Expression): TS.Expression | undefined => {
		if (
			!ts.isCallExpression(node) ||
			!ts.isPropertyAccessExpression(node.expression) ||
			node.expression.name.text !== "defineProperty"
		)
			return undefined;
		const [target, name, descriptor] = node.arguments;
		if (
			!ts.isIdentifier(target) ||
			target.text !== "exports" ||
			!ts.isStringLiteral(name) ||
			!ts.isObjectLiteralExpression(descriptor)
		)
			return undefined;
		if (name.text === "__esModule") return ts.factory.createVoidZero();
		for (const property of descriptor.properties)
			if (
				ts.isPropertyAssignment(property) &&
				ts.isFunctionExpression(property.initializer)
			) {
				const [statement] = property.initializer.body.statements;
				if (ts.isReturnStatement(statement) && statement.expression) {
					names.push(name.text);
					return ts.factory.createAssignment(
						ts.factory.createPropertyAccessExpression(target, name.text),
						statement.expression,
					);
				}
			}
		return undefined;
	};

	const transformer: TS.TransformerFactory<TS.SourceFile> = () => (file) =>
		ts.factory.updateSourceFile(
			file,
			file.statements.flatMap((statement) => {
				if (!ts.isExpressionStatement(statement)) return [statement];
				const found = declared(statement.expression);
				if (found?.length) {
					names.push(...found);
					return [];
				}
				const plain = assigned(statement.expression);
				return [
					plain ? ts.factory.createExpressionStatement(plain) : statement,
				];
			}),
		);
	return { transformer, names };
}
