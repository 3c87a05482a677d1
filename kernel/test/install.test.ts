import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { project, run } from "./jupyter";

const main = join(project, "kernel", "install", "main.mjs");
const { version } = JSON.parse(
	readFileSync(join(project, "kernel", "package.json"), "utf8"),
);

describe("facial-keypoints-kernel", function () {
	this.timeout(60_000);
	let home: string;
	const at = (...path: string[]) => join(home, ...path);
	const descriptionAt = (share: string, name = "facial-keypoints") =>
		at(share, "kernels", name, "kernel.json");

	/** Runs the command where the PATH has nothing but what a test puts there. */
	const kernel = (line: string, env: NodeJS.ProcessEnv = {}) =>
		run(process.execPath, [main, ...line.split(" ").filter(Boolean)], {
			cwd: home,
			env: { PATH: at("bin"), VIRTUAL_ENV: "", CONDA_PREFIX: "", ...env },
		});

	function write(path: string, text: string): void {
		mkdirSync(join(at(path), ".."), { recursive: true });
		writeFileSync(at(path), text);
		chmodSync(at(path), 0o755);
	}

	/** A Jupyter whose folder for this account is `own`. */
	const addJupyter = () =>
		write(
			"bin/jupyter",
			`#!/bin/sh\ncase "$1" in --data-dir) echo ${at("own")};; *) echo '{"data": ["${at("own")}"]}';; esac\n`,
		);

	beforeEach(() => {
		home = mkdtempSync(join(tmpdir(), "kernel-install-"));
	});
	afterEach(() => rmSync(home, { recursive: true }));

	it("describes the kernel to the Jupyter on the PATH, by files that are there", async () => {
		addJupyter();
		const { code, text } = await kernel("install");
		expect(text).to.equal(
			`installed TypeScript (facial-keypoints): ${descriptionAt("own")}\n`,
		);
		expect(code).to.equal(0);
		const { argv, ...said } = JSON.parse(
			readFileSync(descriptionAt("own"), "utf8"),
		);
		expect(argv[0]).to.equal(process.execPath);
		expect(existsSync(argv[1]), argv[1]).to.equal(true);
		expect(argv[2]).to.equal("{connection_file}");
		expect(said.language).to.equal("typescript");
		expect(said.interrupt_mode).to.equal("message");
	});

	it("describes it in an environment under a name, and says that the Jupyter on the PATH does not look there", async () => {
		addJupyter();
		const { text } = await kernel(
			"install --prefix env --name ts-2 --display-name TS",
		);
		const file = descriptionAt(join("env", "share", "jupyter"), "ts-2");
		expect(JSON.parse(readFileSync(file, "utf8")).display_name).to.equal("TS");
		expect(text).to.match(
			/^installed TS: .*\nnote: the jupyter on your PATH does not look there; .*JUPYTER_PATH=.*env/,
		);
	});

	it("describes it in the environment that is active", async () => {
		mkdirSync(at("active"));
		await kernel("install --sys-prefix", { VIRTUAL_ENV: at("active") });
		const file = descriptionAt(join("active", "share", "jupyter"));
		expect(existsSync(file)).to.equal(true);
	});

	it("may be installed again, and takes out what it installed and no more", async () => {
		addJupyter();
		for (const name of ["ts-1", "ts-2", "ts-1"])
			expect((await kernel(`install --name ${name}`)).code).to.equal(0);
		const { code, text } = await kernel("uninstall --name ts-1");
		expect(text).to.match(/^removed .*ts-1\n$/);
		expect(code).to.equal(0);
		expect(existsSync(at("own", "kernels", "ts-1"))).to.equal(false);
		expect(existsSync(descriptionAt("own", "ts-2"))).to.equal(true);
	});

	it("leaves another kernel of the same name alone", async () => {
		addJupyter();
		write("own/kernels/python3/kernel.json", '{ "argv": ["python"] }');
		for (const [word, says] of [
			["install", /^install: name is taken: .*python3.*another --name/],
			["uninstall", /^uninstall: .*describes another kernel, and stays/],
		] as const) {
			const { code, text } = await kernel(`${word} --name python3`);
			expect(text).to.match(says);
			expect(code).to.equal(1);
		}
		expect(readFileSync(descriptionAt("own", "python3"), "utf8")).to.equal(
			'{ "argv": ["python"] }',
		);
	});

	const SAYS: [what: string, line: string, code: number, says: RegExp][] = [
		["its version", "--version", 0, new RegExp(`^${version}\n$`)],
		["what it can do", "--help", 0, /install[\s\S]*--prefix DIR/],
		[
			"that there is no Jupyter",
			"install",
			1,
			/^install: missing Jupyter: neither `jupyter` nor .* runs here; expected .*pip install jupyterlab/,
		],
		[
			"that no environment is active",
			"install --sys-prefix",
			1,
			/^install: missing environment: .*expected .*--prefix DIR/,
		],
		[
			"that a folder cannot be made",
			"install --prefix bin/file",
			1,
			/^install: folder not writable: .*bin\/file\/share.* \(ENOTDIR\); expected .*--user/,
		],
		[
			"that there is nothing to take out",
			"uninstall --prefix env",
			1,
			/^uninstall: missing kernel: .*kernel\.json is not there; expected .*--name/,
		],
		["that a command is missing", "", 2, /missing command; expected install/],
		["that it has no such command", "go", 2, /unknown command: go; expected/],
		["that it has no such option", "install --fast", 2, /'--fast'/],
		["that a folder is missing", "install --prefix=", 2, /missing folder/],
		[
			"that two places are one too many",
			"install --user --prefix env",
			2,
			/^install: --user and --prefix do not go together/,
		],
		["that a name is none", "install --name a/b", 2, /invalid --name: "a\/b"/],
		["that a name is a path", "uninstall --name ..", 2, /invalid --name/],
	];
	for (const [what, line, exit, says] of SAYS)
		it(`says ${what}`, async () => {
			write("bin/file", "");
			const { code, text } = await kernel(line);
			expect(text).to.match(says);
			expect(code).to.equal(exit);
			expect(existsSync(at("env"))).to.equal(false);
		});

	it("says that Node is too old", async () => {
		const old =
			"data:text/javascript,Object.defineProperty(process.versions,'node',{value:'18.20.0'})";
		const { code, text } = await run(process.execPath, [
			...["--import", old, main, "install"],
		]);
		expect(text).to.equal(
			"facial-keypoints-kernel: Node 18.20.0 is too old; expected Node 20 or newer\n",
		);
		expect(code).to.equal(1);
	});

	// Linux has a folder in which nobody can make anything.
	(existsSync("/proc") ? it : it.skip)(
		"ends where nothing can be made, also for root",
		async () => {
			const { code, text } = await kernel("install --prefix /proc/no");
			expect(text).to.match(/^install: folder not writable: \/proc\/no/);
			expect(code).to.equal(1);
		},
	);
});
