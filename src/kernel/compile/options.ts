import type * as TS from "typescript";

/**
 * What of the project's tsconfig.json decides whether code is right. Names that
 * are never used are no mistake in a cell: a later one uses them.
 */
const CHECKS = [
	"strict",
	"alwaysStrict",
	"exactOptionalPropertyTypes",
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
	"useUnknownInCatchVariables",
];

/**
 * How cells are compiled, beside what tslab sets: as strictly as the project in
 * whose folder the notebook is; `strict` where there is none.
 */
export function cellOptions(ts: typeof TS, sys: TS.System): TS.CompilerOptions {
	const folder = sys.getCurrentDirectory();
	const file = ts.findConfigFile(folder, sys.fileExists);
	const { config } = file
		? ts.readConfigFile(file, sys.readFile)
		: { config: undefined };
	const { options } = ts.convertCompilerOptionsFromJson(
		config?.compilerOptions ?? { strict: true },
		folder,
	);
	const checks = Object.entries(options).filter(([name]) =>
		CHECKS.includes(name),
	);
	return {
		...Object.fromEntries(checks),
		// Not the types of every package that is installed, as mocha's `describe`.
		types: ["node"],
	};
}
