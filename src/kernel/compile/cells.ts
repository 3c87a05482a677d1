import type * as TS from "typescript";
import type { CompiledCell } from "../link";
import { type Problem, problemsOf } from "./problems";
import { createConverter } from "./tslab";

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
		const { output, declOutput, lastExpressionVar } = converter.convert(
			this.declarations,
			source,
		);
		const wrong = [...overheard.diagnostics, ...this.wrongInImports()];
		if (wrong.length > 0)
			throw new CompileError(problemsOf(this.tslab.ts, wrong, source));
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

	private wrongInImports(): TS.Diagnostic[] {
		const { imports, program } = this.tslab.overheard;
		if (!program) return [];
		return imports.flatMap((file) => {
			if (this.sound.has(file)) return [];
			const wrong = [
				...program.getSyntacticDiagnostics(file),
				...program.getSemanticDiagnostics(file),
			];
			if (wrong.length === 0) this.sound.add(file);
			return wrong;
		});
	}
}
