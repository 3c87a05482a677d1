import { join } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { pageFolder } from "./pageFolder";

/**
 * Bundles the page's TypeScript for browsers: the page itself, the worker that
 * predicts, and what keeps the page for times without a network.
 *
 * The page uses the library's own rooms, as they are. What of them only works in
 * Node is left out with the functions that use it, since nothing in `src` works at
 * import; what is left must not import anything that a browser does not have.
 *
 * @returns programs by file name
 * @throws where the page uses what only works in Node
 */
export async function bundlePage(): Promise<[string, Uint8Array][]> {
	underWay++;
	try {
		const bundles = await Promise.all([
			bundle(["main", "offline"], {}),
			// A browser fetches the backend that it uses, and not the others.
			bundle(["predictWorker"], { splitting: true }),
		]);
		return bundles.flat();
	} finally {
		underWay--;
		// Its process would stay as long as this one.
		const { stop } = await import("esbuild");
		if (underWay === 0) await stop();
	}
}

let underWay = 0;

async function bundle(
	names: string[],
	options: BuildOptions,
): Promise<[string, Uint8Array][]> {
	const { build } = await import("esbuild");
	const folder = pageFolder();
	const { outputFiles = [], metafile } = await build({
		...options,
		entryPoints: names.map((name) => join(folder, `${name}.ts`)),
		outdir: folder,
		bundle: true,
		minify: true,
		write: false,
		metafile: true,
		format: "esm",
		chunkNames: "chunk-[hash]",
		target: "es2022",
		legalComments: "none",
		logLevel: "silent",
		alias: { "@tensorflow/tfjs": join(folder, "tensorflow.ts") },
		plugins: [leaveOutNode],
	});
	for (const [file, { imports }] of Object.entries(metafile?.outputs ?? {}))
		for (const { path, external } of imports)
			if (external)
				throw new Error(
					`bundlePage: invalid import: ${file} imports ${path}; expected what works in a browser`,
				);
	return outputFiles.map(({ path, contents }) => [
		path.slice(folder.length + 1),
		contents,
	]);
}

/** What the page itself takes from packages. */
const BROWSER_PACKAGES =
	/^@tensorflow\/tfjs(-core|-layers|-backend-\w+)?(\/|$)/;

/**
 * Leaves what else the library imports as it is, for it to fall away with what uses
 * it; and what it only loads when needed, which would become a program of its own.
 */
const leaveOutNode: Plugin = {
	name: "leave out node",
	setup({ onResolve }) {
		onResolve({ filter: /./ }, ({ path, kind, importer }) => {
			const isPage = importer.startsWith(pageFolder()) || importer === "";
			const isPackage = importer.includes("node_modules");
			const isLeft =
				/^[^./]/.test(path) && !BROWSER_PACKAGES.test(path)
					? !isPackage
					: kind === "dynamic-import" && !isPage && !isPackage;
			return isLeft && kind !== "entry-point"
				? { path, external: true, sideEffects: false }
				: undefined;
		});
	},
};
