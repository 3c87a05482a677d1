const NAME = "facial-keypoints labelling";

/**
 * Waits until no other tab labels: two that keep the same photos would undo each
 * other's work. The turn ends when the tab is closed.
 *
 * @param onWait called where another tab has the turn
 */
export function takeTurn(onWait: () => void): Promise<void> {
	const { locks } = navigator;
	if (!locks) return Promise.resolve(); // browsers keep them from plain http
	return new Promise((resolve, reject) => {
		const hold = () => {
			resolve();
			return new Promise<never>(() => {});
		};
		locks
			.request(NAME, { ifAvailable: true }, (lock) => {
				if (lock) return hold();
				onWait();
				return undefined;
			})
			.then(() => locks.request(NAME, hold))
			.catch(reject);
	});
}
