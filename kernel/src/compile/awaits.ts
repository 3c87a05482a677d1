import ts from "typescript";
import { AWAITED, EACH_AWAITED } from "./calls";

/**
 * Makes every `await x` an `await __awaited(x, line, column)`, which an interrupt
 * ends, and which knows the place where a stack has lost it.
 */
export function interruptible(): ts.TransformerFactory<ts.SourceFile> {
	const { factory } = ts;
	return (context) => (file) => {
		const call = (name: string, value: ts.Expression, node: ts.Node) => {
			const { line, character } = file.getLineAndCharacterOfPosition(
				node.getStart(file),
			);
			return factory.createCallExpression(
				factory.createIdentifier(name),
				undefined,
				[
					value,
					factory.createNumericLiteral(line + 1),
					factory.createNumericLiteral(character + 1),
				],
			);
		};
		const visit = (node: ts.Node): ts.Node => {
			const inner = ts.visitEachChild(node, visit, context);
			if (ts.isAwaitExpression(inner))
				return factory.updateAwaitExpression(
					inner,
					call(AWAITED, inner.expression, node),
				);
			if (ts.isForOfStatement(inner) && inner.awaitModifier)
				return factory.updateForOfStatement(
					inner,
					inner.awaitModifier,
					inner.initializer,
					call(EACH_AWAITED, inner.expression, node),
					inner.statement,
				);
			return inner;
		};
		return ts.visitEachChild(file, visit, context);
	};
}
