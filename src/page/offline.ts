// The service worker: keeps the page's files in the browser at the first visit,
// and answers from them ever after. A new build has another version, which takes
// the place of the old one at the next visit.

interface Kept {
	version: string;
	files: string[];
}

const { version, files } = (self as unknown as { KEPT: Kept }).KEPT;
const scope = self as unknown as ServiceWorkerScope;
const start = new URL("./", scope.location.href).href;
/** Another build on the same site keeps its files under another address. */
const PREFIX = `facial-keypoints ${start} `;
const NAME = PREFIX + version;

/** What is used of a service worker's own world. */
interface ServiceWorkerScope {
	location: Location;
	skipWaiting(): Promise<void>;
	clients: { claim(): Promise<void> };
	addEventListener(
		type: "install" | "activate",
		listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
	): void;
	addEventListener(
		type: "fetch",
		listener: (event: {
			request: Request;
			respondWith(response: Promise<Response>): void;
		}) => void,
	): void;
}

scope.addEventListener("install", (event) => {
	event.waitUntil(
		caches
			.open(NAME)
			.then((cache) =>
				cache.addAll(
					files.map((file) => new Request(file, { cache: "reload" })),
				),
			)
			.then(() => scope.skipWaiting()),
	);
});

scope.addEventListener("activate", (event) => {
	event.waitUntil(
		caches
			.keys()
			.then((names) =>
				Promise.all(
					names
						.filter((name) => name.startsWith(PREFIX) && name !== NAME)
						.map((name) => caches.delete(name)),
				),
			)
			.then(() => scope.clients.claim()),
	);
});

const known = new Set(
	files.map((file) => new URL(file, scope.location.href).href),
);

scope.addEventListener("fetch", (event) => {
	const { origin, pathname } = new URL(event.request.url);
	const url = origin + pathname;
	const isStart = url === start;
	if (event.request.method !== "GET" || !(isStart || known.has(url))) return;
	event.respondWith(
		caches
			.match(isStart ? `${start}index.html` : url)
			.then((response) => response ?? fetch(event.request)),
	);
});
