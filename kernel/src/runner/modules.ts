import { existsSync, readFileSync, statSync } from "node:fs";
import Module from "node:module";
import { dirname, join, resolve } from "node:path";
import type * as TS from "typescript";
import { keep, kept } from "../kept";
import { addMaps } from "./stack";

/** What Node has of its loader and does not describe. */
interface Loader {
	_extensions: Record<
		string,
		(
			module: NodeJS.Module & { _compile(code: string, file: string): void },
			file: string,
		) => void
	>;
	_resolveFilename(
		request: string,
		parent?: { filename?: string },
		...rest: unknown[]
	): string;
}

const loader = Module as unknown as Loader;
const stamps = new Map<string, string>();
/** Modules that a cell has written (`@module`), by the path that they would have. */
const written = new Map<string, string>();

/**
 * Lets TypeScript files be imported, compiled as the project compiles them. Their
 * types are the compiler's business, which has seen them before the cell runs.
 */
export function loadTypeScript(): void {
	for (const extension of [".ts", ".tsx"])
		loader._extensions[extension] = (module, file) => {
			stamps.set(file, stampOf(file));
			module._compile(compile(file), file);
		};
	const original = loader._resolveFilename;
	loader._resolveFilename = function (request, parent, ...rest) {
		if (/^\.\.?\//.test(request) && parent?.filename) {
			const path = resolve(dirname(parent.filename), request);
			for (const file of candidates(path))
				if (
					written.has(file) ||
					(file !== path && isFile(file) && !isFile(path))
				)
					return file;
		}
		return original.call(this, request, parent, ...rest);
	};
}

/** The files that a path may mean: `./util`, `./util.ts` and, as it is compiled, `./util.js`. */
function candidates(path: string): string[] {
	const bare = path.replace(/\.js$/, "");
	return [path, `${bare}.ts`, `${bare}.tsx`];
}

const isFile = (path: string) =>
	statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** Takes over what a cell has written as modules. */
export function writeModules(modules: [path: string, source: string][]): void {
	for (const [path, source] of modules) written.set(path, source);
}

/** Forgets the modules that were edited since, and those that import them. */
export function forgetEdited(): void {
	const stale = new Set<string>();
	for (const [file, stamp] of stamps)
		if (stampOf(file) !== stamp) stale.add(file);
	if (stale.size === 0) return;
	const loaded = Object.values(require.cache) as NodeJS.Module[];
	for (let before = -1; before !== stale.size; ) {
		before = stale.size;
		for (const { filename, children } of loaded)
			if (stamps.has(filename) && children.some((c) => stale.has(c.filename)))
				stale.add(filename);
	}
	for (const file of stale) {
		stamps.delete(file);
		delete require.cache[file];
	}
}

function stampOf(file: string): string {
	const source = written.get(file);
	if (source !== undefined) return source;
	const stat = statSync(file, { throwIfNoEntry: false });
	return stat ? `${stat.mtimeMs} ${stat.size}` : "";
}

function compile(file: string): string {
	const source = written.get(file) ?? readFileSync(file, "utf8");
	const { version } = require("typescript/package.json");
	const config = settingsOf(dirname(file));
	const sources = [version, config ? readFileSync(config, "utf8") : "", source];
	let made = kept(file, sources);
	if (made === undefined) {
		made = JSON.stringify(transpile(file, source, config));
		keep(file, sources, made);
	}
	const [code, map] = JSON.parse(made);
	addMaps(file, [map]);
	return code;
}

/** The tsconfig.json that stands nearest above a folder. */
function settingsOf(folder: string): string | undefined {
	const file = join(folder, "tsconfig.json");
	if (existsSync(file)) return file;
	return dirname(folder) === folder ? undefined : settingsOf(dirname(folder));
}

/** A file's JavaScript, and the source map that leads back. */
function transpile(file: string, source: string, config?: string) {
	const ts: typeof TS = require("typescript"); // not before it is needed: it is large
	const text = config && ts.readConfigFile(config, ts.sys.readFile).config;
	const { outputText, sourceMapText, diagnostics } = ts.transpileModule(
		source,
		{
			fileName: file,
			reportDiagnostics: true,
			compilerOptions: {
				...ts.convertCompilerOptionsFromJson(
					text?.compilerOptions ?? {},
					dirname(file),
				).options,
				module: ts.ModuleKind.CommonJS,
				sourceMap: true,
				inlineSourceMap: false,
			},
		},
	);
	const [wrong] = diagnostics ?? [];
	if (wrong)
		throw new SyntaxError(
			`${file}: ${ts.flattenDiagnosticMessageText(wrong.messageText, "\n")}`,
		);
	return [outputText, sourceMapText];
}
