/** A step breaks a rule of `compile`; the message says which, and what to do instead. */
export class CompileError extends Error {}
