import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { types } from "node:util";
import { constants, runInThisContext } from "node:vm";
import { importAs } from "./scope";

/** What Node says of a package that `require` cannot load and `import()` can. */
const ONLY_IMPORTED = new Set([
	"ERR_REQUIRE_ESM",
	"ERR_REQUIRE_ASYNC_MODULE",
	"ERR_PACKAGE_PATH_NOT_EXPORTED",
]);

type Module = Record<string, unknown>;

/** How cells import: from the folder of the notebook, as Node has it. */
export function cellImports() {
	const file = join(process.cwd(), "cell.js");
	const fromCell = createRequire(file);
	const fromKernel = createRequire(__filename);
	const tslab = () => {
		const own: { versions: object } = fromKernel("tslab");
		// The one that compiles the cells, and not the one that comes with tslab.
		const { version: typescript } = fromKernel("typescript/package.json");
		return { ...own, versions: { ...own.versions, typescript } };
	};
	const require = Object.assign(
		(id: string): unknown => (id === "tslab" ? tslab() : fromCell(id)),
		fromCell,
	);
	const importModule: (id: string, options?: object) => Promise<Module> =
		runInThisContext("(id, options) => import(id, options)", {
			filename: file,
			importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
		});

	/** `import()`: TypeScript files are the kernel's to load, all else is Node's. */
	const load = async (id: unknown, options?: object): Promise<Module> => {
		const name = String(id);
		const path = /^\.{0,2}\//.test(name) ? resolved(require, name) : undefined;
		return path && /\.[cm]?tsx?$/.test(path)
			? namespaceOf(require(name))
			: importModule(name, options);
	};

	/** The module that a cell's `import` names. The library and a cell share one copy of a package. */
	const find = async (id: string): Promise<unknown> => {
		try {
			return require(id);
		} catch (error) {
			if (ONLY_IMPORTED.has((error as NodeJS.ErrnoException)?.code ?? ""))
				return importModule(id);
			throw error;
		}
	};

	return {
		require,
		load,
		/** `import.meta` of a cell. */
		meta: {
			url: pathToFileURL(file).href,
			dirname: process.cwd(),
			filename: file,
			resolve: (id: string) => pathToFileURL(require.resolve(id)).href,
		},
		/**
		 * Binds names of the scope to what a module exports, so that they follow it
		 * where it changes.
		 *
		 * @param names of the scope, each with the name in the module; `*` is all of it
		 */
		async bind(id: string, names: Record<string, string>): Promise<void> {
			const module = await find(id);
			for (const [name, exported] of Object.entries(names))
				importAs(name, getterOf(id, module, exported));
		},
	};
}

function resolved(require: NodeJS.Require, id: string): string | undefined {
	try {
		return require.resolve(id);
	} catch {
		return undefined; // Node says what is wrong with it, when it imports it
	}
}

function getterOf(
	id: string,
	module: unknown,
	exported: string,
): () => unknown {
	if (exported === "*") {
		const namespace = namespaceOf(module);
		return () => namespace;
	}
	if (exported === "default" && !isMarked(module)) return () => module;
	const values = Object(module);
	if (!(exported in values))
		throw new SyntaxError(
			`import: ${JSON.stringify(id)} exports no ${exported}, whatever its types say; it has ${Object.keys(values).slice(0, 20).join(", ") || "nothing"}`,
		);
	return () => values[exported];
}

/** Whether a module has a `default` of its own: a real one, or one compiled to CommonJS. */
const isMarked = (module: unknown) =>
	types.isModuleNamespaceObject(module) ||
	(module as Module | undefined)?.__esModule === true;

const namespaces = new WeakMap<object, Module>();

/** What `import *` gives of a module; what CommonJS exports as a whole is its `default`. */
function namespaceOf(module: unknown): Module {
	if (isMarked(module)) return module as Module;
	const known = namespaces.get(Object(module));
	if (known) return known;
	const namespace: Module = {};
	for (const name of Object.getOwnPropertyNames(Object(module)))
		if (name !== "default")
			Object.defineProperty(namespace, name, {
				enumerable: true,
				get: () => (module as Module)[name],
			});
	namespace.default = module;
	if (Object(module) === module) namespaces.set(module as object, namespace);
	return namespace;
}
