/** What a drag tells; places are of the window. */
interface DragEvents {
	/** Whether it may begin. */
	canStart(): boolean;
	onMove(clientX: number, clientY: number): void;
	onEnd(): void;
}

/** Lets an element be dragged by mouse, finger and pen. */
export function onDrag(handle: HTMLElement, events: DragEvents): void {
	let grip: { x: number; y: number } | undefined;
	handle.addEventListener("pointerdown", (event) => {
		if (event.button !== 0 || !events.canStart()) return;
		handle.setPointerCapture(event.pointerId);
		handle.focus();
		// Where in the handle it was taken: its middle must not jump to the pointer.
		const box = handle.getBoundingClientRect();
		grip = {
			x: event.clientX - (box.left + box.right) / 2,
			y: event.clientY - (box.top + box.bottom) / 2,
		};
		event.preventDefault();
	});
	handle.addEventListener("pointermove", (event) => {
		if (grip) events.onMove(event.clientX - grip.x, event.clientY - grip.y);
	});
	for (const type of ["pointerup", "pointercancel"] as const)
		handle.addEventListener(type, () => {
			if (!grip) return;
			grip = undefined;
			events.onEnd();
		});
}
