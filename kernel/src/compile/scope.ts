import ts from "typescript";
import { DYNAMIC_IMPORT, IS, LAST, META, SCOPE } from "./calls";
import { importCall, importEquals } from "./imports";
import { isAmbient } from "./names";

/** What the transformation needs to know of a cell. */
interface Cell {
	checker: ts.TypeChecker;
	/** Where the cell's own code ends in its file; the names of earlier cells stand behind it. */
	end: number;
	/** Whether a name is a variable that all cells share. */
	isShared(name: string): boolean;
}

/**
 * Makes every name that a cell declares at its top level a variable that all cells
 * share: `rate = 0.5` becomes `__of_rate.is = 0.5`, wherever it stands, and
 * `__of_rate` is the same object in each cell. So a function of any cell reads and
 * writes what is there when it runs.
 *
 * What stands in blocks and functions is left alone, and so is a class' name
 * inside of the class, which JavaScript binds for it alone. The value of the last
 * line is left in `__last`.
 */
export function sharedScope(cell: Cell): ts.TransformerFactory<ts.SourceFile> {
	return (context) => (file) => new Scope(cell, context, file).transform();
}

class Scope {
	private readonly make: ts.NodeFactory;
	private readonly locals: ts.SymbolTable;
	/** Names that are bound by the class or namespace that is being looked at. */
	private readonly bound: string[] = [];
	/** How many functions are around the node that is being looked at. */
	private depth = 0;
	/** The shared names that the cell uses. */
	private readonly used = new Set<string>();

	constructor(
		private readonly cell: Cell,
		private readonly context: ts.TransformationContext,
		private readonly file: ts.SourceFile,
	) {
		this.make = context.factory;
		this.locals = (
			ts.getOriginalNode(file) as ts.SourceFile & { locals: ts.SymbolTable }
		).locals;
	}

	transform(): ts.SourceFile {
		const own = this.file.statements.filter(
			(statement) => ts.getOriginalNode(statement).getStart() < this.cell.end,
		);
		const hoisted: ts.Statement[] = [];
		const imports: ts.Statement[] = [];
		const code: ts.Statement[] = [];
		own.forEach((statement, i) => {
			if (ts.isImportDeclaration(statement)) {
				const call = importCall(this.make, this.cell.checker, statement);
				if (call) imports.push(call);
			} else if (ts.isFunctionDeclaration(statement)) {
				code.push(this.visitStatement(statement));
				if (statement.body && statement.name)
					hoisted.push(this.share(statement.name.text));
			} else if (i === own.length - 1 && ts.isExpressionStatement(statement))
				code.push(this.last(statement));
			else code.push(...this.topLevel(statement));
		});
		return this.make.updateSourceFile(this.file, [
			...this.variablesUsed(),
			...hoisted,
			...imports,
			...code,
		]);
	}

	/** `const __of_rate = __scope("rate");` */
	private variablesUsed(): ts.Statement[] {
		if (this.used.size === 0) return [];
		const declarations = [...this.used].map((name) =>
			this.make.createVariableDeclaration(
				variableOf(name),
				undefined,
				undefined,
				this.make.createCallExpression(
					this.make.createIdentifier(SCOPE),
					undefined,
					[this.make.createStringLiteral(name)],
				),
			),
		);
		return [
			this.make.createVariableStatement(
				undefined,
				this.make.createVariableDeclarationList(
					declarations,
					ts.NodeFlags.Const,
				),
			),
		];
	}

	private topLevel(statement: ts.Statement): ts.Statement[] {
		if (isAmbient(statement)) return [];
		if (ts.isVariableStatement(statement))
			return this.variables(statement, statement.declarationList);
		if (ts.isImportEqualsDeclaration(statement))
			return importEquals(this.make, this.cell.checker, statement, {
				target: (name) => this.shared(name),
				visit: (node) => this.visitExpression(node),
			});
		const visited = this.visitStatement(statement);
		const { name } = statement as ts.DeclarationStatement;
		const makesValue =
			ts.isClassDeclaration(statement) ||
			ts.isEnumDeclaration(statement) ||
			(ts.isModuleDeclaration(statement) && this.isInstantiated(statement));
		return makesValue && name
			? [visited, this.share(name.text as string)]
			: [visited];
	}

	/** A namespace of types alone is nothing when the code runs. */
	private isInstantiated({ name }: ts.ModuleDeclaration): boolean {
		const symbol = this.cell.checker.getSymbolAtLocation(name);
		return symbol !== undefined && (symbol.flags & ts.SymbolFlags.Value) !== 0;
	}

	/** `let`, `const` and `var` as assignments. */
	private variables(
		statement: ts.VariableStatement,
		list: ts.VariableDeclarationList,
	): ts.Statement[] {
		if (isUsing(list))
			return [
				this.visitStatement(statement),
				...list.declarations.map(({ name }) =>
					this.share((name as ts.Identifier).text),
				),
			];
		return list.declarations.flatMap((declaration) => {
			const value = this.assigned(declaration, isVar(list));
			return value
				? [
						ts.setTextRange(
							this.make.createExpressionStatement(value),
							declaration,
						),
					]
				: [];
		});
	}

	/** A declaration as an assignment; nothing where a `var` only says that there is one. */
	private assigned(
		{ name, initializer }: ts.VariableDeclaration,
		isVar: boolean,
	): ts.Expression | undefined {
		if (!initializer && isVar) return undefined;
		const value = initializer
			? this.named(initializer, name)
			: this.make.createVoidZero();
		return this.make.createAssignment(this.target(name), value);
	}

	/** What a declaration binds, as what an assignment assigns to. */
	private target(name: ts.BindingName): ts.Expression {
		if (ts.isIdentifier(name)) return this.shared(name.text, name);
		if (ts.isArrayBindingPattern(name))
			return this.make.createArrayLiteralExpression(
				name.elements.map((element) => {
					if (ts.isOmittedExpression(element)) return element;
					return element.dotDotDotToken
						? this.make.createSpreadElement(this.target(element.name))
						: this.withDefault(element);
				}),
			);
		return this.make.createObjectLiteralExpression(
			name.elements.map((element) => {
				if (element.dotDotDotToken)
					return this.make.createSpreadAssignment(this.target(element.name));
				const property = element.propertyName
					? (ts.visitNode(element.propertyName, this.visit) as ts.PropertyName)
					: this.make.createIdentifier((element.name as ts.Identifier).text);
				return this.make.createPropertyAssignment(
					property,
					this.withDefault(element),
				);
			}),
		);
	}

	private withDefault({ name, initializer }: ts.BindingElement): ts.Expression {
		const target = this.target(name);
		return initializer
			? this.make.createAssignment(target, this.named(initializer, name))
			: target;
	}

	/** A function or class without a name is called as the variable, as JavaScript has it. */
	private named(value: ts.Expression, name: ts.BindingName): ts.Expression {
		const visited = this.visitExpression(value);
		const inner = skipParentheses(value);
		const isAnonymous =
			ts.isArrowFunction(inner) ||
			((ts.isFunctionExpression(inner) || ts.isClassExpression(inner)) &&
				!inner.name);
		if (!isAnonymous || !ts.isIdentifier(name)) return visited;
		const { text } = name;
		return this.make.createPropertyAccessExpression(
			this.make.createParenthesizedExpression(
				this.make.createObjectLiteralExpression([
					this.make.createPropertyAssignment(text, visited),
				]),
			),
			text,
		);
	}

	private last(statement: ts.ExpressionStatement): ts.Statement {
		return ts.setTextRange(
			this.make.createExpressionStatement(
				this.make.createAssignment(
					this.make.createPropertyAccessExpression(
						this.make.createIdentifier(LAST),
						"value",
					),
					this.visitExpression(statement.expression),
				),
			),
			statement,
		);
	}

	/** What is declared in the cell's code, for all: `__of_walk.is = walk`. */
	private share(name: string): ts.Statement {
		return this.make.createExpressionStatement(
			this.make.createAssignment(
				this.shared(name),
				this.make.createIdentifier(name),
			),
		);
	}

	private shared(name: string, at?: ts.Node): ts.PropertyAccessExpression {
		this.used.add(name);
		const access = this.make.createPropertyAccessExpression(
			this.make.createIdentifier(variableOf(name)),
			IS,
		);
		return at ? ts.setTextRange(access, at) : access;
	}

	private isShared(symbol: ts.Symbol | undefined): boolean {
		return (
			symbol !== undefined &&
			this.locals.get(symbol.escapedName) === symbol &&
			this.cell.isShared(symbol.name) &&
			!this.bound.includes(symbol.name)
		);
	}

	private isSharedName(node: ts.Node): node is ts.Identifier {
		if (!ts.isIdentifier(node) || !this.locals.has(node.escapedText))
			return false;
		const written = ts.getOriginalNode(node);
		const { parent } = written;
		if (ts.isFunctionDeclaration(parent) && parent.name === written)
			return false;
		return this.isShared(this.cell.checker.getSymbolAtLocation(written));
	}

	private visitStatement(node: ts.Statement): ts.Statement {
		return ts.visitNode(node, this.visit) as ts.Statement;
	}

	private visitExpression(node: ts.Expression): ts.Expression {
		return ts.visitNode(node, this.visit) as ts.Expression;
	}

	private readonly visit = (node: ts.Node): ts.VisitResult<ts.Node> => {
		if (ts.isExpressionWithTypeArguments(node))
			return this.make.updateExpressionWithTypeArguments(
				node,
				this.visitExpression(node.expression),
				node.typeArguments,
			);
		if (
			ts.isTypeNode(node) ||
			ts.isInterfaceDeclaration(node) ||
			ts.isTypeAliasDeclaration(node) ||
			(ts.isHeritageClause(node) &&
				node.token === ts.SyntaxKind.ImplementsKeyword)
		)
			return node;
		if (ts.isIdentifier(node))
			return this.isSharedName(node) ? this.shared(node.text, node) : node;
		if (ts.isShorthandPropertyAssignment(node)) return this.shorthand(node);
		if (ts.isCallExpression(node)) return this.call(node);
		if (ts.isTaggedTemplateExpression(node)) {
			const visited = this.visitChildren(node);
			return this.isSharedName(skipParentheses(node.tag))
				? this.make.updateTaggedTemplateExpression(
						visited,
						this.withoutThis(visited.tag),
						visited.typeArguments,
						visited.template,
					)
				: visited;
		}
		if (
			ts.isMetaProperty(node) &&
			node.keywordToken === ts.SyntaxKind.ImportKeyword
		)
			return this.make.createIdentifier(META);
		if (this.depth === 0 && ts.isVariableDeclarationList(node) && isVar(node))
			return this.innerVar(node) as ts.Node; // a loop's head may be without
		if (this.depth === 0 && ts.isVariableStatement(node)) {
			const { declarationList } = node;
			// A statement of a block, or the body of an `if`.
			if (isVar(declarationList)) {
				const value = this.innerVar(declarationList);
				return value
					? this.make.createExpressionStatement(value as ts.Expression)
					: this.make.createEmptyStatement();
			}
		}
		if (ts.isClassLike(node) || ts.isModuleDeclaration(node))
			return this.within(node, node.name?.text);
		if (ts.isEnumDeclaration(node)) return this.within(node, node.name.text);
		if (ts.isFunctionLike(node)) return this.within(node);
		return this.visitChildren(node);
	};

	private visitChildren<T extends ts.Node>(node: T): T {
		return ts.visitEachChild(node, this.visit, this.context);
	}

	/** The insides of a function, a class or a namespace; the last two know themselves by their names. */
	private within<T extends ts.Node>(node: T, name?: string): T {
		this.depth++;
		if (name !== undefined) this.bound.push(name);
		const visited = this.visitChildren(node);
		if (name !== undefined) this.bound.pop();
		this.depth--;
		return visited;
	}

	/** A `var` in a block or in the head of a loop. */
	private innerVar(
		list: ts.VariableDeclarationList,
	): ts.Expression | undefined {
		const { parent } = ts.getOriginalNode(list);
		const [first] = list.declarations;
		if (ts.isForInStatement(parent) || ts.isForOfStatement(parent))
			return this.target(first.name);
		const values = list.declarations.flatMap(
			(each) => this.assigned(each, true) ?? [],
		);
		return values.length > 0
			? values.reduce((all, next) => this.make.createComma(all, next))
			: undefined;
	}

	/** `{ rate }` and, where it is assigned to, `{ rate = 1 }`. */
	private shorthand(node: ts.ShorthandPropertyAssignment): ts.Node {
		const symbol = this.cell.checker.getShorthandAssignmentValueSymbol(
			ts.getOriginalNode(node),
		);
		const visited = this.visitShorthandDefault(node);
		if (!this.isShared(symbol)) return visited;
		const value = this.shared(node.name.text, node.name);
		const { objectAssignmentInitializer } = visited;
		return ts.setTextRange(
			this.make.createPropertyAssignment(
				this.make.createIdentifier(node.name.text),
				objectAssignmentInitializer
					? this.make.createAssignment(value, objectAssignmentInitializer)
					: value,
			),
			node,
		);
	}

	private visitShorthandDefault(
		node: ts.ShorthandPropertyAssignment,
	): ts.ShorthandPropertyAssignment {
		const { objectAssignmentInitializer } = node;
		return objectAssignmentInitializer
			? this.make.updateShorthandPropertyAssignment(
					node,
					node.name,
					this.visitExpression(objectAssignmentInitializer),
				)
			: node;
	}

	private call(node: ts.CallExpression): ts.Node {
		const visited = this.visitChildren(node);
		if (node.expression.kind === ts.SyntaxKind.ImportKeyword)
			return this.make.updateCallExpression(
				visited,
				this.make.createIdentifier(DYNAMIC_IMPORT),
				undefined,
				visited.arguments,
			);
		if (!this.isSharedName(skipParentheses(node.expression))) return visited;
		const callee = this.withoutThis(visited.expression);
		return node.questionDotToken
			? this.make.updateCallChain(
					visited as ts.CallChain,
					callee,
					node.questionDotToken,
					visited.typeArguments,
					visited.arguments,
				)
			: this.make.updateCallExpression(
					visited,
					callee,
					visited.typeArguments,
					visited.arguments,
				);
	}

	/** `(0, __of_walk.is)`: called without its variable as its `this`. */
	private withoutThis(callee: ts.Expression): ts.Expression {
		return ts.setTextRange(
			this.make.createParenthesizedExpression(
				this.make.createComma(this.make.createNumericLiteral(0), callee),
			),
			callee,
		);
	}
}

const variableOf = (name: string) => `__of_${name}`;

const isVar = (list: ts.VariableDeclarationList) =>
	(list.flags & ts.NodeFlags.BlockScoped) === 0;

const isUsing = (list: ts.VariableDeclarationList) =>
	(list.flags & ts.NodeFlags.Using) !== 0;

/** `f`, where it says `(f)`, `f!` or `f as F`. */
function skipParentheses(node: ts.Expression): ts.Expression {
	let inner = node;
	while (
		ts.isParenthesizedExpression(inner) ||
		ts.isNonNullExpression(inner) ||
		ts.isAsExpression(inner) ||
		ts.isSatisfiesExpression(inner) ||
		ts.isTypeAssertionExpression(inner)
	)
		inner = inner.expression;
	return inner;
}
