import type * as TS from "typescript";

/** What the code of a cell calls at each `await`: see the runner's interrupt.ts. */
export const AWAITED = "__awaited";
export const EACH_AWAITED = "__eachAwaited";

/**
 * Makes every `await x` an `await __awaited(x, line, column)`, which an interrupt
 * ends, and which knows the place where a stack has lost it.
 */
export function interruptible(
	ts: typeof TS,
): TS.TransformerFactory<TS.SourceFile> {
	const { factory } = ts;
	return (context) => (file) => {
		const call = (name: string, value: TS.Expression, node: TS.Node) => {
			const { line, character } = file.getLineAndCharacterOfPosition(
				node.getStart(file),
			);
			return factory.createCallExpression(
				factory.createIdentifier(name),
				undefined,
				[
					value,
					// tslab puts one line before the cell.
					factory.createNumericLiteral(line),
					factory.createNumericLiteral(character + 1),
				],
			);
		};
		const visit = (node: TS.Node): TS.Node => {
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
