import { readdirSync, statSync } from "node:fs";

type FileCallback = (file: string, kind: number) => void;
type FolderCallback = (path: string) => void;

const CREATED = 0;
const CHANGED = 1;
const DELETED = 2;

/**
 * Stands in for the compiler's file watchers: looks at the files when a cell is
 * about to be compiled. So an edit counts at once, and no watcher is left open.
 * What is installed (node_modules) is taken to stay as it is.
 */
export class FileWatch {
	private readonly files = new Map<string, [FileCallback, string]>();
	private readonly folders = new Map<string, [FolderCallback, string[]]>();

	/** What goes into TypeScript's `sys`. */
	hooks() {
		return {
			watchFile: (path: string, callback: FileCallback) => {
				if (!isInstalled(path)) this.files.set(path, [callback, stampOf(path)]);
				return { close: () => this.files.delete(path) };
			},
			watchDirectory: (path: string, callback: FolderCallback) => {
				if (!isInstalled(path)) this.folders.set(path, [callback, list(path)]);
				return { close: () => this.folders.delete(path) };
			},
		};
	}

	/** Tells the compiler of every file that has changed since the last look. */
	look(): void {
		for (const [path, [callback, before]] of [...this.files]) {
			const now = stampOf(path);
			if (now === before) continue;
			this.files.set(path, [callback, now]);
			callback(path, now === "" ? DELETED : before === "" ? CREATED : CHANGED);
		}
		for (const [path, [callback, before]] of [...this.folders]) {
			const now = list(path);
			const changed = [
				...now.filter((name) => !before.includes(name)),
				...before.filter((name) => !now.includes(name)),
			];
			if (changed.length === 0) continue;
			this.folders.set(path, [callback, now]);
			for (const name of changed) callback(`${path}/${name}`);
		}
	}
}

const isInstalled = (path: string) => /\/node_modules(\/|$)/.test(path);

function stampOf(path: string): string {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat ? `${stat.mtimeMs} ${stat.size}` : "";
}

function list(path: string): string[] {
	try {
		return readdirSync(path);
	} catch {
		return [];
	}
}
