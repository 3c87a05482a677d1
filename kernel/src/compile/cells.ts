import { join } from "node:path";
import ts from "typescript";
import { keep, kept } from "../kept";
import type { CompiledCell } from "../link";
import { interruptible } from "./awaits";
import { CompileError } from "./compileError";
import { Files, isInstalled } from "./files";
import { type Declarations, KnownNames } from "./known";
import { metadataOf } from "./metadata";
import { declaredNames, globalNames, mentionedNames } from "./names";
import { problemsOf } from "./problems";
import { sharedScope } from "./scope";
import { withoutExports } from "./withoutExports";

/** "Could not find a declaration file for module": the module is `any`. */
const UNTYPED = 7016;

/** A cell after it was compiled. */
interface Compiled {
	compiled: CompiledCell;
	/** Modules that it is, and not code to run. */
	modules: [path: string, source: string][];
	/** What the user is to be told beside. */
	notes: string[];
	/** To be called when it is run: later cells then know its names. */
	declare(): void;
}

/**
 * The cells of one session. Each is a file of its own to the compiler, of which
 * later cells know the names and types; when it runs, all share one scope.
 */
export class Cells {
	private readonly folder = process.cwd().replaceAll("\\", "/");
	private readonly path = `${this.folder}/__cell__.ts`;
	private readonly files = new Files(this.folder, this.path);
	private readonly service = ts.createLanguageService(this.files);
	private readonly known = new KnownNames();
	private count = 0;
	/** Imported files in which nothing is wrong, as they were when it was checked. */
	private readonly sound = new WeakSet<ts.SourceFile>();
	/** Packages of which the user knows that they have no types. */
	private readonly untyped = new Set<string>();

	/**
	 * Compiles a cell that may use what earlier ones declare.
	 *
	 * @throws CompileError
	 */
	compile(source: string): Compiled {
		const { module: name, jsx } = metadataOf(source);
		if (name !== undefined) return this.compileModule(name, source, jsx);
		const code = withoutExports(source);
		const parsed = parse(code);
		refuseExportAll(parsed);
		const declarations = declarationsOf(parsed);
		const { declared, global } = declarations;
		const text = `${code}\n${this.known.prelude(declarations, mentionedNames(parsed))}`;
		this.files.write(this.path, text);
		const program = this.program();
		const file = program.getSourceFile(this.path) as ts.SourceFile;
		const found = diagnose(program, file);
		const wrong = found.filter(({ code }) => code !== UNTYPED);
		this.refuse([...wrong, ...this.wrongInImports(program)], source);
		const names = [...declared]
			.filter(([, { value, ambient }]) => value && !ambient)
			.map(([name]) => name);
		return {
			compiled: {
				...emit(program, file, code.length, (name) =>
					declared.get(name)?.value
						? names.includes(name)
						: this.known.isValue(name),
				),
				names,
			},
			modules: [],
			notes: this.notesOf(found),
			declare: () => {
				if (declared.size + global.length === 0) return;
				const module = `./__cell_${++this.count}__`;
				this.files.write(join(this.folder, `${module}.ts`), text);
				this.known.add(module, declarations);
			},
		};
	}

	/** What may stand at a place of a cell (an offset in UTF-16 units). */
	complete(source: string, position: number): ts.CompletionInfo | undefined {
		this.lookAt(source);
		return this.service.getCompletionsAtPosition(this.path, position, {});
	}

	/** What stands at a place of a cell, with its documentation. */
	inspect(source: string, position: number): ts.QuickInfo | undefined {
		this.lookAt(source);
		return this.service.getQuickInfoAtPosition(this.path, position);
	}

	/** Forgets everything that was declared. */
	forget(): void {
		this.known.clear();
	}

	/** Shows the compiler a cell that is still being written. */
	private lookAt(source: string): void {
		const code = withoutExports(source);
		const prelude = this.known.prelude(declarationsOf(parse(code)));
		this.files.write(this.path, `${code}\n${prelude}`);
	}

	private program(): ts.Program {
		return this.service.getProgram() as ts.Program;
	}

	/** A cell that begins with `@module name` is a file that others import as `./name`. */
	private compileModule(name: string, source: string, jsx = false): Compiled {
		const path = `${this.folder}/${name}${jsx ? ".tsx" : ".ts"}`;
		const before = this.files.written(path);
		this.files.write(path, source);
		this.files.write(this.path, `import ${JSON.stringify(`./${name}`)};`);
		const program = this.program();
		const file = program.getSourceFile(path) as ts.SourceFile;
		try {
			this.refuse(diagnose(program, file), source, path);
		} catch (error) {
			if (before === undefined) this.files.remove(path);
			else this.files.write(path, before);
			throw error;
		}
		return {
			compiled: { code: "", map: "", names: [] },
			modules: [[path, source]],
			notes: [],
			declare: () => {},
		};
	}

	/** @throws CompileError where the compiler has something against a cell */
	private refuse(
		wrong: readonly ts.Diagnostic[],
		source: string,
		path = this.path,
	): void {
		if (wrong.length > 0)
			throw new CompileError(problemsOf(wrong, source, path));
	}

	/** What is wrong in TypeScript files on the disk that the cell imports, also through others. */
	private wrongInImports(program: ts.Program): ts.Diagnostic[] {
		const imports = program
			.getSourceFiles()
			.filter(
				({ fileName, isDeclarationFile }) =>
					!isDeclarationFile &&
					!isInstalled(fileName) &&
					this.files.written(fileName) === undefined &&
					/\.[cm]?tsx?$/.test(fileName),
			);
		const unsure = imports.filter((file) => !this.sound.has(file));
		if (unsure.length === 0) return [];
		const name = `sound ${imports.map((file) => file.fileName).join(" ")}`;
		const sources = [
			ts.version,
			JSON.stringify(program.getCompilerOptions()),
			...imports.map((file) => file.text),
		];
		const wrong =
			kept(name, sources) === undefined
				? unsure.flatMap((file) => diagnose(program, file))
				: [];
		if (wrong.length > 0) return wrong;
		for (const file of unsure) this.sound.add(file);
		keep(name, sources, "");
		return [];
	}

	/** Says once of each package without types that the compiler knows nothing of it. */
	private notesOf(found: readonly ts.Diagnostic[]): string[] {
		return found.flatMap(({ code, messageText }) => {
			if (code !== UNTYPED) return [];
			const text = ts.flattenDiagnosticMessageText(messageText, "\n");
			const [, name = text] = /'([^']+)'/.exec(text) ?? [];
			if (this.untyped.has(name)) return [];
			this.untyped.add(name);
			return [
				`${name} comes without types: what it exports is any, and nothing that is done with it is checked`,
			];
		});
	}
}

const parse = (code: string) =>
	ts.createSourceFile("cell.ts", code, ts.ScriptTarget.Latest, true);

/** @throws CompileError where a cell exports all that another module has: that gives it no name */
function refuseExportAll(file: ts.SourceFile): void {
	for (const statement of file.statements) {
		if (!ts.isExportDeclaration(statement) || statement.exportClause) continue;
		const { text } = file;
		const at = statement.getStart(file);
		const { line, character } = file.getLineAndCharacterOfPosition(at);
		throw new CompileError([
			{
				message: `export * gives a cell no names; expected import { a, b } from ${statement.moduleSpecifier?.getText(file)}, or import * as all from it`,
				line: line + 1,
				column: character + 1,
				length: statement.end - at,
				text: text.split(/\r?\n/)[line],
			},
		]);
	}
}

const declarationsOf = (file: ts.SourceFile): Declarations => ({
	declared: declaredNames(file),
	global: globalNames(file),
});

function diagnose(
	program: ts.Program,
	file: ts.SourceFile,
): readonly ts.Diagnostic[] {
	const syntactic = program.getSyntacticDiagnostics(file);
	// What cannot be read has no types to be wrong.
	return syntactic.length > 0
		? syntactic
		: program.getSemanticDiagnostics(file);
}

/** A cell's JavaScript, and the source map that leads back to the cell. */
function emit(
	program: ts.Program,
	file: ts.SourceFile,
	end: number,
	isShared: (name: string) => boolean,
): { code: string; map: string } {
	const made = { code: "", map: "" };
	program.emit(
		file,
		(name, text) => {
			if (name.endsWith(".map")) made.map = text;
			// The compiler marks a module that neither imports nor exports.
			else made.code = text.replace(/(?:export \{\};\n)?\/\/# \S+\s*$/, "");
		},
		undefined,
		false,
		{
			before: [
				interruptible(),
				sharedScope({ checker: program.getTypeChecker(), end, isShared }),
			],
		},
	);
	return made;
}
