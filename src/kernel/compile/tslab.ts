import { createRequire } from "node:module";
import { basename, parse } from "node:path";
import type * as TS from "typescript";
import { interruptible } from "./awaits";
import { plainExports } from "./exports";
import { FileWatch } from "./fileWatch";
import { cellOptions } from "./options";
import { shareTimer } from "./timers";

/** TypeScript as tslab brings it: its own additions beside the public ones. */
export type TslabTypeScript = typeof TS & {
	getPreEmitDiagnosticsOfFiles(
		program: TS.Program,
		files: TS.SourceFile[],
	): TS.Diagnostic[];
	getTokenAtPosition(file: TS.SourceFile, position: number): TS.Node;
};

/** tslab's converter of cells (tslab/dist/converter.d.ts). */
export interface Converter {
	convert(declarations: string, source: string): Converted;
	inspect(
		declarations: string,
		source: string,
		position: number,
	): TS.QuickInfo | undefined;
	complete(
		declarations: string,
		source: string,
		position: number,
	): {
		start: number;
		end: number;
		candidates: string[];
		original?: TS.CompletionInfo;
	};
	addModule(name: string, source: string, meta: Metadata): unknown[];
}

/** What tslab reads from the tags of a comment before the code of a cell. */
interface Metadata {
	/** The file that the cell is to others. */
	module?: string;
	jsx?: boolean;
}

interface Converted {
	output?: string;
	declOutput?: string;
	lastExpressionVar?: string;
	diagnostics: unknown[];
}

/** What tslab's converter does not hand out, from its last conversion. */
export interface Overheard {
	/** As the compiler gives them: with their file, and in all their sentences. */
	diagnostics: readonly TS.Diagnostic[];
	/** Source maps: from the output to plain JavaScript, and on to the cell. */
	maps: string[];
	/** The names that the cell declares. */
	names: string[];
	/** TypeScript files on the disk that the cell imports, also through others. */
	imports: TS.SourceFile[];
	program?: TS.Program;
}

/**
 * tslab's converter, mended from outside: it compiles with a TypeScript whose
 * functions we have wrapped. Strictness, source maps, `../` imports, interrupts
 * and shorthand properties all hang on what the converter asks of TypeScript.
 */
export function createConverter(): {
	converter: Converter;
	metadataOf(source: string): Metadata;
	overheard: Overheard;
	ts: TslabTypeScript;
	watch: FileWatch;
} {
	const overheard: Overheard = {
		diagnostics: [],
		maps: [],
		names: [],
		imports: [],
	};
	const fromTslab = createRequire(require.resolve("tslab"));
	const path = fromTslab.resolve("@tslab/typescript-for-tslab");
	const ts: TslabTypeScript = fromTslab(path);
	const watch = new FileWatch();
	const loaded = require.cache[path] as NodeJS.Module;
	loaded.exports = wrapped(ts, overheard, watch);
	try {
		const { createConverter: create } = fromTslab("./converter");
		const { getCodeMetadata: metadataOf } = fromTslab("./metadata");
		const converter = create({ isJS: false });
		return { converter, metadataOf, overheard, ts, watch };
	} finally {
		loaded.exports = ts;
	}
}

function wrapped(ts: TslabTypeScript, overheard: Overheard, watch: FileWatch) {
	const sys = Object.assign(Object.create(ts.sys), watch.hooks());
	return {
		...ts,
		// So that a module of the old kind takes it as it stands.
		__esModule: true,
		sys,

		createWatchCompilerHost(
			files: string[],
			options: TS.CompilerOptions,
			...rest: unknown[]
		) {
			const host = Reflect.apply(ts.createWatchCompilerHost, ts, [
				files,
				{
					...options,
					...cellOptions(ts, sys),
					inlineSourceMap: true,
					// A file may be imported from anywhere.
					rootDir: parse(sys.getCurrentDirectory()).root,
				},
				...rest,
			]);
			shareTimer(host);
			let take: (builder: TS.BuilderProgram) => void;
			Object.defineProperty(host, "afterProgramCreate", {
				get: () => (builder: TS.BuilderProgram) =>
					take(wrapBuilder(ts, builder, overheard)),
				set: (taker) => {
					take = taker;
				},
			});
			return host;
		},

		getPreEmitDiagnosticsOfFiles(program: TS.Program, files: TS.SourceFile[]) {
			const all = ts.getPreEmitDiagnosticsOfFiles(program, files);
			overheard.program = program;
			overheard.diagnostics = all.filter(
				(found) => found.file && !isTopLevelAwait(ts, found),
			);
			return overheard.diagnostics;
		},

		getPreEmitDiagnostics(program: TS.Program, file: TS.SourceFile) {
			overheard.diagnostics = ts
				.getPreEmitDiagnostics(program, file)
				.filter((found) => found.file);
			return overheard.diagnostics;
		},

		// A shorthand property `{ name }` of an earlier cell's variable becomes
		// `{ name: exports.name }`; tslab overlooks it.
		visitEachChild(node: TS.Node, visit: TS.Visitor, context: unknown) {
			if (!ts.isShorthandPropertyAssignment(node))
				return Reflect.apply(ts.visitEachChild, ts, [node, visit, context]);
			const value = visit(node.name) as TS.Expression;
			return value === node.name
				? node
				: ts.setTextRange(
						ts.factory.createPropertyAssignment(node.name, value),
						node,
					);
		},

		transpileModule(source: string, options: TS.TranspileOptions) {
			const inner = SOURCE_MAP.exec(source);
			const { transformer, names } = plainExports(ts);
			const result = ts.transpileModule(source.replace(SOURCE_MAP, ""), {
				...options,
				compilerOptions: { ...options.compilerOptions, sourceMap: true },
				transformers: { after: [transformer] },
			});
			overheard.names = names;
			overheard.maps = [result.sourceMapText ?? ""];
			if (inner)
				overheard.maps.push(Buffer.from(inner[1], "base64").toString());
			return {
				...result,
				outputText: result.outputText.replace(
					/\/\/# sourceMappingURL=.*$/m,
					"",
				),
			};
		},
	};
}

/** Complaints of an `await` and of a `for await` outside of an async function. */
const AWAITS = [1308, 1103];

/** Whether a complaint is of an await at the top of a cell, which runs as an async function. */
function isTopLevelAwait(ts: TslabTypeScript, found: TS.Diagnostic): boolean {
	const { file, start, code } = found;
	if (!file || start === undefined || !AWAITS.includes(code)) return false;
	let node = ts.getTokenAtPosition(file, start);
	while (node && !ts.isSourceFile(node)) {
		if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node))
			return false;
		node = node.parent;
	}
	return true;
}

const SOURCE_MAP =
	/\/\/# sourceMappingURL=data:application\/json;base64,(\S+)\s*$/;

/** A builder that emits the cell alone, and makes its awaits interruptible. */
function wrapBuilder(
	ts: TslabTypeScript,
	builder: TS.BuilderProgram,
	overheard: Overheard,
): TS.BuilderProgram {
	const checkers = new WeakMap<TS.TypeChecker, TS.TypeChecker>();
	return Object.assign(Object.create(builder), {
		getAllDependencies(file: TS.SourceFile) {
			const all = builder.getAllDependencies(file);
			const onDisk = all.filter(
				(name) =>
					name !== file.fileName &&
					/(?<!\.d)\.[cm]?tsx?$/.test(name) &&
					!name.includes("/node_modules/") &&
					ts.sys.fileExists(name),
			);
			overheard.imports = onDisk.flatMap(
				(name) => builder.getSourceFile(name) ?? [],
			);
			return all.filter(
				(name) => name === file.fileName || !ts.sys.fileExists(name),
			);
		},

		emit(
			file: TS.SourceFile,
			write: TS.WriteFileCallback,
			token: undefined,
			declarationsOnly: undefined,
			transformers: TS.CustomTransformers,
		) {
			// tslab knows its outputs by their names right below its folder.
			const rename: TS.WriteFileCallback = (name, ...rest) =>
				write(
					`${builder.getCompilerOptions().outDir}/${basename(name)}`,
					...rest,
				);
			return builder.emit(file, rename, token, declarationsOnly, {
				...transformers,
				before: [interruptible(ts)],
			});
		},

		getProgram() {
			const program = builder.getProgram();
			return Object.assign(Object.create(program), {
				getTypeChecker() {
					const checker = program.getTypeChecker();
					const known = checkers.get(checker);
					if (known) return known;
					const ours = Object.assign(Object.create(checker), {
						getSymbolAtLocation: (node: TS.Node) => symbolOf(ts, checker, node),
					});
					checkers.set(checker, ours);
					return ours;
				},
			});
		},
	});
}

/** For the name of a shorthand property the variable, not the property. */
function symbolOf(ts: TslabTypeScript, checker: TS.TypeChecker, node: TS.Node) {
	return node.parent && ts.isShorthandPropertyAssignment(node.parent)
		? checker.getShorthandAssignmentValueSymbol(node.parent)
		: checker.getSymbolAtLocation(node);
}
