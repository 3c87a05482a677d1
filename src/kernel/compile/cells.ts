import { join } from "node:path";
import type * as TS from "typescript";
import { keep, kept } from "../kept";
import type { CompiledCell } from "../link";
import { type Problem, problemsOf } from "./problems";
import { createConverter } from "./tslab";
import { withoutExports } from "./withoutExports";

/** TypeScript's numbers for a template and a comment that have no end yet. */
const UNTERMINATED = new Set([1160, 1010]);

/** A cell that cannot be run: what is wrong with it, in the compiler's words. */
export class CompileError extends Error {
	constructor(readonly problems: Problem[]) {
		super(problems.map(({ message }) => message).join("\n"));
	}
}

/** A cell after it was compiled. */
interface Compiled {
	compiled: CompiledCell;
	/** Modules that it is, and not code to run. */
	modules: [path: string, source: string][];
	/** To be called when it is run: later cells then know its names. */
	declare(): void;
}

/** The cells of one session: what they declare, for those that follow. */
export class Cells {
	private readonly tslab = createConverter();
	private declarations = "";
	/** Imported files in which nothing is wrong, as they were when it was checked. */
	private readonly sound = new WeakSet<TS.SourceFile>();

	/**
	 * Compiles a cell that may use what earlier ones declare.
	 *
	 * @throws CompileError
	 */
	compile(source: string): Compiled {
		const { converter, overheard, watch } = this.tslab;
		watch.look();
		overheard.maps = [];
		overheard.names = [];
		const { module: name, jsx } = this.tslab.metadataOf(source);
		if (name !== undefined) return this.compileModule(name, source, jsx);
		const { output, declOutput, lastExpressionVar } = converter.convert(
			this.declarations,
			withoutExports(this.tslab.ts, source),
		);
		this.refuse([...overheard.diagnostics, ...this.wrongInImports()], source);
		return {
			compiled: {
				code: output ?? "",
				maps: overheard.maps,
				names: overheard.names.filter((name) => name !== lastExpressionVar),
				last: lastExpressionVar,
			},
			modules: [],
			declare: () => {
				this.declarations = declOutput ?? "";
			},
		};
	}

	/** What may stand at a place of a cell (an offset in UTF-16 units). */
	complete(source: string, position: number) {
		return this.tslab.converter.complete(this.declarations, source, position);
	}

	/** What stands at a place of a cell, with its documentation. */
	inspect(source: string, position: number): TS.QuickInfo | undefined {
		return this.tslab.converter.inspect(this.declarations, source, position);
	}

	/** Whether code is whole, as far as its grammar goes. */
	parses(source: string): "complete" | "incomplete" | "invalid" {
		const { ts } = this.tslab;
		const { diagnostics } = ts.transpileModule(source, {
			reportDiagnostics: true,
			compilerOptions: { target: ts.ScriptTarget.ES2022 },
		});
		if (!diagnostics?.length) return "complete";
		return diagnostics.some(({ code }) => UNTERMINATED.has(code))
			? "incomplete"
			: "invalid";
	}

	/** Forgets everything that was declared. */
	forget(): void {
		this.declarations = "";
	}

	/** A cell that begins with `@module name` is a file that others import as `./name`. */
	private compileModule(name: string, source: string, jsx = false): Compiled {
		const path = join(process.cwd(), `${name}${jsx ? ".tsx" : ".ts"}`);
		this.tslab.converter.addModule(name, source, { jsx });
		this.refuse(this.tslab.overheard.diagnostics, source, path);
		return {
			compiled: { code: "", maps: [], names: [] },
			modules: [[path, source]],
			declare: () => {},
		};
	}

	/** @throws CompileError where the compiler has something against a cell */
	private refuse(
		wrong: readonly TS.Diagnostic[],
		source: string,
		path?: string,
	): void {
		if (wrong.length > 0)
			throw new CompileError(problemsOf(this.tslab.ts, wrong, source, path));
	}

	private wrongInImports(): TS.Diagnostic[] {
		const { imports, program } = this.tslab.overheard;
		const unsure = imports.filter((file) => !this.sound.has(file));
		if (!program || unsure.length === 0) return [];
		const name = `sound ${imports.map((file) => file.fileName).join(" ")}`;
		const sources = [
			this.tslab.ts.version,
			JSON.stringify(program.getCompilerOptions()),
			...imports.map((file) => file.text),
		];
		const wrong =
			kept(name, sources) === undefined ? check(program, unsure) : [];
		if (wrong.length > 0) return wrong;
		for (const file of unsure) this.sound.add(file);
		keep(name, sources, "");
		return [];
	}
}

function check(program: TS.Program, files: TS.SourceFile[]): TS.Diagnostic[] {
	return files.flatMap((file) => [
		...program.getSyntacticDiagnostics(file),
		...program.getSemanticDiagnostics(file),
	]);
}
