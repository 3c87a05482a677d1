// What a cell's code is compiled to call: parameters of the function that it becomes.

/** Gives the variable of a name that cells have declared. */
export const SCOPE = "__scope";
/** What a variable is, as a property of it. */
export const IS = "is";
/** Takes the value of the last line, as its `value`. */
export const LAST = "__last";
/** Imports a module, and binds names of the scope to it. */
export const IMPORT = "__import";
/** `import()` from the folder of the notebook. */
export const DYNAMIC_IMPORT = "__dynamicImport";
/** `import.meta` */
export const META = "__meta";
/** Around what is awaited: an interrupt ends it. */
export const AWAITED = "__awaited";
/** Around what a `for await` goes through. */
export const EACH_AWAITED = "__eachAwaited";
