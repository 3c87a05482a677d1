/** The page's element of an id. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
	const found = document.getElementById(id);
	if (!found) throw new Error(`element: missing: #${id}`);
	return found as T;
}

/** A new element with properties and children. */
export function create<K extends keyof HTMLElementTagNameMap>(
	tag: K,
	properties: Partial<HTMLElementTagNameMap[K]> = {},
	...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
	const made = Object.assign(document.createElement(tag), properties);
	made.append(...children);
	return made;
}

/** Says something to whoever cannot see it, and shows it where the page shows such things. */
export function say(text: string, isError = false): void {
	const status = element("message");
	status.textContent = text;
	status.classList.toggle("error", isError);
}

/** Says what went wrong, in the error's own words. */
export function sayError(error: unknown): void {
	say((error as Error).message, true);
}

/** Shows how far a search is, from 0 to 1; nothing takes it away. */
export function showProgress(share?: number): void {
	const bar = element<HTMLProgressElement>("progress");
	bar.hidden = share === undefined;
	bar.value = share ?? 0;
}

/** Runs something that may fail, and says so where it does; not where it was no longer wanted. */
export function attempt(work: () => Promise<unknown>): void {
	work().catch((error: Error) => {
		if (error.name !== "AbortError") sayError(error);
	});
}

/** Has the browser save a file. */
export function saveFile(content: Blob, name: string): void {
	const url = URL.createObjectURL(content);
	create("a", { href: url, download: name }).click();
	setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** A file's name without its ending. */
export function stem(name: string): string {
	return name.replace(/\.[^.]*$/, "") || "photo";
}
