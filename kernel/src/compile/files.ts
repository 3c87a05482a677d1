import { statSync } from "node:fs";
import ts from "typescript";
import { cellOptions } from "./options";

interface Virtual {
	text: string;
	version: number;
}

/**
 * The files that the compiler sees: the cells, which are nowhere on the disk, and
 * those of the disk, each as it is at the moment of asking, so that an edit counts
 * at once. What is installed (node_modules) is taken to stay as it is.
 */
export class Files implements ts.LanguageServiceHost {
	private readonly virtual = new Map<string, Virtual>();
	/** Texts as they were read: the compiler asks for all of them at every cell. */
	private readonly snapshots = new Map<
		string,
		{ version: string; snapshot: ts.IScriptSnapshot }
	>();
	private readonly options: ts.CompilerOptions;
	private readonly installed: ts.ModuleResolutionCache;
	private versions = 0;

	/**
	 * @param folder where the notebook lies
	 * @param root path of the file that the compiler begins with
	 */
	constructor(
		private readonly folder: string,
		private readonly root: string,
	) {
		this.options = cellOptions(folder);
		this.installed = ts.createModuleResolutionCache(
			folder,
			(path) => path,
			this.options,
		);
		this.write(root, "");
	}

	/** Makes a file that exists for the compiler alone. */
	write(path: string, text: string): void {
		if (this.written(path) === text) return; // what is known of it holds
		this.virtual.set(path, { text, version: ++this.versions });
	}

	/** The text of a file that `write` has made. */
	written(path: string): string | undefined {
		return this.virtual.get(path)?.text;
	}

	remove(path: string): void {
		this.virtual.delete(path);
		this.snapshots.delete(path);
	}

	getCompilationSettings = () => this.options;
	getCurrentDirectory = () => this.folder;
	getDefaultLibFileName = ts.getDefaultLibFilePath;
	getScriptFileNames = () => [this.root];
	useCaseSensitiveFileNames = () => ts.sys.useCaseSensitiveFileNames;
	directoryExists = ts.sys.directoryExists;
	getDirectories = ts.sys.getDirectories;
	readDirectory = ts.sys.readDirectory;
	realpath = (path: string) =>
		this.virtual.has(path) ? path : (ts.sys.realpath?.(path) ?? path);
	fileExists = (path: string) =>
		this.virtual.has(path) || ts.sys.fileExists(path);
	readFile = (path: string, encoding?: string) =>
		this.written(path) ?? ts.sys.readFile(path, encoding);

	getScriptVersion = (path: string): string => {
		const virtual = this.virtual.get(path);
		if (virtual) return `written ${virtual.version}`;
		if (isInstalled(path)) return "installed";
		const stat = statSync(path, { throwIfNoEntry: false });
		return stat ? `${stat.mtimeMs} ${stat.size}` : "none";
	};

	getScriptSnapshot = (path: string): ts.IScriptSnapshot | undefined => {
		const version = this.getScriptVersion(path);
		const known = this.snapshots.get(path);
		if (known?.version === version) return known.snapshot;
		const text = this.readFile(path);
		if (text === undefined) return undefined;
		const snapshot = ts.ScriptSnapshot.fromString(text);
		this.snapshots.set(path, { version, snapshot });
		return snapshot;
	};

	/** Packages find each other as they did before; a file of one's own may have come since. */
	resolveModuleNameLiterals = (
		literals: readonly ts.StringLiteralLike[],
		from: string,
		redirected: ts.ResolvedProjectReference | undefined,
		options: ts.CompilerOptions,
		file: ts.SourceFile,
	) =>
		literals.map((literal) =>
			ts.resolveModuleName(
				literal.text,
				from,
				options,
				this,
				isInstalled(from) ? this.installed : undefined,
				redirected,
				ts.getModeForUsageLocation(file, literal, options),
			),
		);

	/** The compiler reads each package.json once; it asks for this by a name that it does not publish. */
	getModuleResolutionCache = () => this.installed;

	/** A module that was missing may have come since; where none but cells are imported, what is known of a file holds. */
	hasInvalidatedResolutions = (path: string) => {
		if (isInstalled(path) || path.endsWith(".d.ts")) return false;
		const snapshot = this.getScriptSnapshot(path);
		const text = snapshot?.getText(0, snapshot.getLength()) ?? "";
		return /\b(?:import|require|from)\b(?!.*"\.\/__cell_\d+__")/.test(text);
	};
}

/** Whether a file belongs to a package that was installed. */
export const isInstalled = (path: string) => /\/node_modules\//.test(path);
