/**
 * A variable of a name that cells declare: the same object in every cell. All that
 * have a value look alike, so that V8 reads them as fast as any property.
 */
export class Variable {
	is: unknown;
}

/** One without a value yet: its cell has not come to the declaration. */
class Unset {
	constructor(
		private readonly name: string,
		public cell: string,
	) {}

	get is(): unknown {
		throw new ReferenceError(
			`${this.name} has no value: ${this.cell} has not come to its declaration. Run that cell again`,
		);
	}

	set is(value) {
		assign(this, value);
	}
}

/** One that is what a module exports, also when that changes. */
class Imported {
	constructor(public read: () => unknown) {}

	get is(): unknown {
		return this.read();
	}

	set is(value) {
		assign(this, value);
	}
}

function assign(variable: Unset | Imported, value: unknown): void {
	Object.setPrototypeOf(variable, Variable.prototype);
	// A property that was a number first becomes slow where it is something else.
	variable.is = undefined;
	variable.is = value;
}

const variables = new Map<string, Variable | Unset | Imported>();

/** The variable of a name that some cell declares. */
export function variableOf(name: string): Variable {
	const variable = variables.get(name);
	if (variable) return variable;
	throw new ReferenceError(
		`${name} has no value: no cell has declared it. Run the cells again from the first`,
	);
}

/**
 * Makes room for a name that a cell is about to declare. Until the cell has come
 * to the declaration, an older value stays, and where there is none its name says so.
 */
export function reserve(name: string, cell: string): void {
	const known = variables.get(name);
	if (!known) variables.set(name, new Unset(name, cell));
	else if (known instanceof Unset) known.cell = cell;
}

/** Lets a name stand for what a module exports. */
export function importAs(name: string, read: () => unknown): void {
	const known = variables.get(name);
	if (!known) variables.set(name, new Imported(read));
	else {
		Reflect.deleteProperty(known, "is");
		Object.setPrototypeOf(known, Imported.prototype);
		(known as Imported).read = read;
	}
}
