import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import { bundlePage } from "./bundle";
import { exportModel, type ModelDescription } from "./exportModel";
import { CONTENT_SECURITY_POLICY } from "./headers";
import { pageFolder } from "./pageFolder";

/** One file of the page, ready to be sent. */
export interface PageFile {
	/** Its content type. */
	type: string;
	bytes: Uint8Array;
	/** The same compressed, where that is shorter. */
	brotli?: Uint8Array;
	gzip?: Uint8Array;
	/** A short hash of the content. */
	tag: string;
}

/** The whole page. */
export interface Page {
	/** Its files by their path, as `index.html` or `model/model.json`. */
	files: Map<string, PageFile>;
	model: ModelDescription;
}

const TYPES: Record<string, string> = {
	".bin": "application/octet-stream",
	".css": "text/css; charset=utf-8",
	".html": "text/html; charset=utf-8",
	".js": "text/javascript; charset=utf-8",
	".json": "application/json; charset=utf-8",
	".svg": "image/svg+xml",
	".wasm": "application/wasm",
	".webmanifest": "application/manifest+json",
	".webp": "image/webp",
};

/**
 * Makes the page around a run's model: bundles its TypeScript, exports the model,
 * and compresses everything, in memory.
 *
 * @param options.offline with a service worker, which keeps the page in the
 *   browser for times without a network
 * @throws where the run has no usable checkpoint
 */
export async function makePage(
	run: string,
	options: { offline?: boolean } = {},
): Promise<Page> {
	const { offline = false } = options;
	const model = await exportModel(run);
	const contents = new Map<string, Uint8Array>([
		...(await plainFiles()),
		...(await bundlePage()),
		...(await webAssembly()),
		["model/model.json", Buffer.from(model.json)],
		["model/weights.bin", model.weights],
		["model/about.json", Buffer.from(JSON.stringify(model.description))],
	]);
	setInPage(
		contents,
		"<head>",
		`<head><meta http-equiv="content-security-policy" content="${CONTENT_SECURITY_POLICY}">`,
	);
	if (offline) addServiceWorker(contents);
	else contents.delete("offline.js");
	const files = await Promise.all(
		Array.from(
			contents,
			async ([path, bytes]): Promise<[string, PageFile]> => [
				path,
				await compressed(path, bytes),
			],
		),
	);
	return { files: new Map(files), model: model.description };
}

/** What is served as it is. */
async function plainFiles(): Promise<[string, Uint8Array][]> {
	const folder = pageFolder();
	const names = await readdir(folder, { recursive: true });
	return Promise.all(
		names
			.filter((name) => extname(name) in TYPES && extname(name) !== ".json")
			.map(
				async (name): Promise<[string, Uint8Array]> => [
					name.replaceAll("\\", "/"),
					await readFile(join(folder, name)),
				],
			),
	);
}

/** TensorFlow.js's own programs, of which a browser takes the one that it can run. */
async function webAssembly(): Promise<[string, Uint8Array][]> {
	const folder = dirname(
		require.resolve(
			"@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
		),
	);
	return Promise.all(
		["", "-simd"].map(async (kind): Promise<[string, Uint8Array]> => {
			const name = `tfjs-backend-wasm${kind}.wasm`;
			return [`wasm/${name}`, await readFile(join(folder, name))];
		}),
	);
}

/** Tells the service worker what to keep, and the page to register it. */
function addServiceWorker(contents: Map<string, Uint8Array>): void {
	const worker = Buffer.from(contents.get("offline.js") as Uint8Array);
	const kept = [...contents.keys()].filter((path) => path !== "offline.js");
	const version = createHash("sha256");
	for (const path of kept) version.update(contents.get(path) as Uint8Array);
	const known = { version: version.digest("hex").slice(0, 16), files: kept };
	contents.set(
		"offline.js",
		Buffer.from(`self.KEPT=${JSON.stringify(known)};${worker}`),
	);
	setInPage(contents, "<html", '<html data-offline="yes"');
}

function setInPage(
	contents: Map<string, Uint8Array>,
	before: string,
	after: string,
): void {
	const html = Buffer.from(contents.get("index.html") as Uint8Array).toString();
	contents.set("index.html", Buffer.from(html.replace(before, after)));
}

async function compressed(path: string, bytes: Uint8Array): Promise<PageFile> {
	const tag = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
	const type = TYPES[extname(path)];
	const quality = { [constants.BROTLI_PARAM_QUALITY]: 9 };
	const [brotli, zipped] = await Promise.all([
		promisify(brotliCompress)(bytes, { params: quality }),
		promisify(gzip)(bytes),
	]);
	const isWorth = (short: Uint8Array) => short.length < 0.97 * bytes.length;
	return {
		type,
		bytes,
		tag,
		...(isWorth(brotli) && { brotli }),
		...(isWorth(zipped) && { gzip: zipped }),
	};
}
