import type { Declared } from "./names";

/** What a cell declares. */
export interface Declarations {
	/** At its top level. */
	declared: ReadonlyMap<string, Declared>;
	/** For everybody (names.ts). */
	global: readonly string[];
}

/** A name's declaration that holds, and the file of the cell that it stands in. */
interface Owned extends Declared {
	/** As it is imported: `./__cell_3__`. */
	module: string;
}

/**
 * The names that earlier cells have declared, each with the declaration that
 * holds: the last one, of its value and of its type apart.
 */
export class KnownNames {
	private readonly values = new Map<string, Owned>();
	private readonly types = new Map<string, Owned>();

	/** The cells that add to the types of everybody, each with what it adds. */
	private readonly globals = new Map<string, readonly string[]>();

	/** Takes over what a cell declares. */
	add(module: string, { declared, global }: Declarations): void {
		for (const [name, each] of declared) {
			if (each.value) this.values.set(name, { ...each, module });
			if (each.type) this.types.set(name, { ...each, module });
			else if (this.types.get(name)?.value) this.types.delete(name);
		}
		for (const other of this.replacedBy(global)) this.globals.delete(other);
		if (global.length > 0) this.globals.set(module, global);
	}

	clear(): void {
		this.values.clear();
		this.types.clear();
		this.globals.clear();
	}

	/** Whether a cell has made a value of this name, which is read from the scope that all share. */
	isValue(name: string): boolean {
		return this.values.get(name)?.ambient === false;
	}

	/** The names of functions, classes and imports: they are declared again, and not assigned to. */
	isAssignable(name: string): boolean {
		const value = this.values.get(name)?.value;
		return value === "let" || value === "const";
	}

	/**
	 * TypeScript that tells a cell's file of the earlier names, to stand behind the
	 * cell's own code, and that lets later cells know the cell's.
	 *
	 * Types come from the checker, which looks into the earlier cells' files. So
	 * whatever can be written has one, also what a declaration file could not say.
	 *
	 * @param declarations what the cell declares itself: that holds
	 * @param mentioned the names to tell of; all of them where it is absent
	 */
	prelude(
		{ declared, global }: Declarations,
		mentioned?: ReadonlySet<string>,
	): string {
		const replaced = this.replacedBy(global);
		const globals = [...this.globals.keys()]
			.filter((module) => !replaced.includes(module))
			.map((module) => `import "${module}";`);
		const names = new Set([...this.values.keys(), ...this.types.keys()]);
		const lines = [...names]
			.filter((name) => !mentioned || mentioned.has(name))
			.flatMap((name) => this.lines(name, declared.get(name), !mentioned));
		return [
			...globals,
			...lines,
			`export { ${[...declared.keys()].join(", ")} };`,
		].join("\n");
	}

	/** The cells of which a newer one says something else. */
	private replacedBy(global: readonly string[]): string[] {
		return [...this.globals]
			.filter(([, names]) => names.some((name) => global.includes(name)))
			.map(([module]) => module);
	}

	private lines(
		name: string,
		own: Declared | undefined,
		toLookAt: boolean,
	): string[] {
		const value = own?.value ? undefined : this.values.get(name);
		const known = this.types.get(name);
		// A constant that is called as a class was leaves nothing of the class; one
		// that is called as an interface leaves the interface.
		const type = own?.type || (own && known?.value) ? undefined : known;
		const imported = ({ module }: Owned) =>
			`import { ${name} } from "${module}";`;
		if (!own) {
			const isOne = !value || !type || value.module === type.module;
			// An import cannot be assigned to, and keeps its documentation.
			if (value && isOne && (toLookAt || !this.isAssignable(name)))
				return [imported(value)];
			if (type && !value) return [imported(type)];
		}
		const lines: string[] = [];
		if (value) {
			const keyword = value.value === "let" ? "let" : "const";
			lines.push(
				`declare ${keyword} ${name}: ${value.open ?? `typeof import("${value.module}").${name}`};`,
			);
		}
		if (type) {
			const { written, names } = type.parameters ?? { written: "", names: "" };
			lines.push(
				`type ${name}${written} = import("${type.module}").${name}${names};`,
			);
		}
		return lines;
	}
}
