import { create } from "./dom";
import type { PhotoLabels } from "./labels";

/** A photo in the list of those that are labelled. */
export class PhotoItem {
	readonly root: HTMLElement;
	private readonly button: HTMLButtonElement;

	constructor(
		public labels: PhotoLabels,
		onOpen: () => void,
	) {
		this.button = create("button", { type: "button" });
		this.button.addEventListener("click", onOpen);
		this.root = create("li", {}, this.button);
		this.show(labels);
	}

	show(labels: PhotoLabels): void {
		this.labels = labels;
		const mark = labels.isChecked ? "✓ " : "";
		this.button.textContent = `${mark}${labels.name}`;
	}

	setCurrent(isCurrent: boolean): void {
		if (isCurrent) {
			this.button.setAttribute("aria-current", "true");
			this.button.scrollIntoView({ block: "nearest", inline: "nearest" });
		} else this.button.removeAttribute("aria-current");
	}
}
