import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * What of the nearest tsconfig.json decides whether code is right, and what it
 * means. Names that are never used are no mistake in a cell: a later one uses them.
 */
const TAKEN = [
	"strict",
	"alwaysStrict",
	"emitDecoratorMetadata",
	"exactOptionalPropertyTypes",
	"experimentalDecorators",
	"noFallthroughCasesInSwitch",
	"noImplicitAny",
	"noImplicitOverride",
	"noImplicitReturns",
	"noImplicitThis",
	"noPropertyAccessFromIndexSignature",
	"noUncheckedIndexedAccess",
	"strictBindCallApply",
	"strictFunctionTypes",
	"strictNullChecks",
	"strictPropertyInitialization",
	"useDefineForClassFields",
	"useUnknownInCatchVariables",
];

/**
 * How the cells of a notebook in this folder are compiled: as strictly as the
 * project that it belongs to; `strict` where there is none. Modules are found as
 * Node and bundlers find them, by `exports` and with or without an extension.
 */
export function cellOptions(folder: string): ts.CompilerOptions {
	const file = ts.findConfigFile(folder, ts.sys.fileExists);
	const { config } = file
		? ts.readConfigFile(file, ts.sys.readFile)
		: { config: undefined };
	const { options } = ts.convertCompilerOptionsFromJson(
		config?.compilerOptions ?? { strict: true },
		folder,
	);
	const taken = Object.entries(options).filter(([name]) =>
		TAKEN.includes(name),
	);
	return {
		...Object.fromEntries(taken),
		target: ts.ScriptTarget.ES2022,
		lib: ["lib.es2023.d.ts"],
		module: ts.ModuleKind.Preserve,
		moduleResolution: ts.ModuleResolutionKind.Bundler,
		moduleDetection: ts.ModuleDetectionKind.Force,
		allowImportingTsExtensions: true,
		esModuleInterop: true,
		jsx: ts.JsxEmit.React,
		newLine: ts.NewLineKind.LineFeed,
		// A `const enum` of one cell is read by others.
		preserveConstEnums: true,
		resolveJsonModule: true,
		skipLibCheck: true,
		sourceMap: true,
		outDir: join(folder, "__cells__"),
		// Not the types of every package that is installed, as mocha's `describe`.
		types: ["node"],
		typeRoots: [
			...(ts.getEffectiveTypeRoots(
				{},
				{
					getCurrentDirectory: () => folder,
				},
			) ?? []),
			// Types of Node for a notebook outside of any project.
			dirname(dirname(require.resolve("@types/node/package.json"))),
		],
	};
}
