import type { PhotoLabels } from "./labels";

/** Photos and their labels in the browser's own database, so that a reload loses nothing. */
export class LabelStore {
	private readonly database = openDatabase();

	/** Keeps a new photo; its labels follow by {@link saveLabels}. */
	async addPhoto(photo: Blob): Promise<number> {
		const id = await this.run("photos", "readwrite", (store) =>
			store.add(photo),
		);
		return Number(id);
	}

	photo(id: number): Promise<Blob> {
		return this.run("photos", "readonly", (store) => store.get(id));
	}

	/** All labels, in the order in which their photos were opened. */
	allLabels(): Promise<PhotoLabels[]> {
		return this.run("labels", "readonly", (store) => store.getAll());
	}

	async saveLabels(labels: PhotoLabels): Promise<void> {
		await this.run("labels", "readwrite", (store) => store.put(labels));
	}

	async remove(id: number): Promise<void> {
		await this.run("labels", "readwrite", (store) => store.delete(id));
		await this.run("photos", "readwrite", (store) => store.delete(id));
	}

	async clear(): Promise<void> {
		await this.run("labels", "readwrite", (store) => store.clear());
		await this.run("photos", "readwrite", (store) => store.clear());
	}

	private async run<T>(
		name: "photos" | "labels",
		mode: IDBTransactionMode,
		work: (store: IDBObjectStore) => IDBRequest<T>,
	): Promise<T> {
		const database = await this.database;
		return new Promise((resolve, reject) => {
			const transaction = database.transaction(name, mode);
			const request = work(transaction.objectStore(name));
			transaction.oncomplete = () => resolve(request.result);
			transaction.onabort = () => reject(storageError(transaction.error));
		});
	}
}

function openDatabase(): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.open("facial-keypoints", 1);
		request.onupgradeneeded = () => {
			request.result.createObjectStore("photos", { autoIncrement: true });
			request.result.createObjectStore("labels", { keyPath: "id" });
		};
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(storageError(request.error));
	});
}

function storageError(error: DOMException | null): Error {
	return new Error(
		`The browser cannot keep this (${error?.message ?? "unknown error"}). Save training.csv now; a private window or a full disk may be why.`,
	);
}
