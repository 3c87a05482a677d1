/** The numbers of a step of Adam. */
export interface AdamStep {
	/** Learning rate times the correction of both means. */
	rate: number;
	beta1: number;
	beta2: number;
	epsilon: number;
	/** Share of the variable that is removed first; 0 for Adam, above for AdamW. */
	decay: number;
}
