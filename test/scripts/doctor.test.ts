import {
	cpSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { projectFolder } from "../../src/base/paths";
import { start } from "./run";

const real = projectFolder();
const jupyter = join(".venv", "share", "jupyter", "kernels");
const spec = join(jupyter, "facial-keypoints", "kernel.json");

/** A Python that says that it is 3.11.7 and has all that is asked for. */
const PYTHON = 'case "$2" in *jupyterlab*) echo 4.6.6;; *) echo 3.11.7;; esac';

/** A project folder of its own in which a fault can be made: the real packages, behind links. */
class Project {
	readonly folder = mkdtempSync(join(tmpdir(), "keypoints-doctor-"));

	constructor() {
		for (const name of ["package.json", "package-lock.json", "tsconfig.json"])
			cpSync(join(real, name), this.at(name));
		for (const name of ["package.json", "tsconfig.json", "install"])
			cpSync(join(real, "kernel", name), this.at("kernel", name), {
				recursive: true,
			});
		cpSync(join(real, "scripts"), this.at("scripts"), { recursive: true });
		cpSync(join(real, "dist", "src"), this.at("dist", "src"), {
			recursive: true,
		});
		for (const name of ["src", "test", "bench"]) this.link(name, name);
		for (const name of ["src", "test", "dist"])
			this.link(join("kernel", name), join("kernel", name));
		const stamp = join("dist", ".compiled.json");
		if (existsSync(join(real, stamp))) this.link(stamp, stamp);
		for (const name of readdirSync(join(real, "node_modules")))
			this.link(join("node_modules", name), join("node_modules", name));
		rmSync(this.at("node_modules", "facial-keypoints"));
		symlinkSync("..", this.at("node_modules", "facial-keypoints"));
		for (const name of ["tensorflow", "sample"])
			if (existsSync(join(real, ".cache", name)))
				this.link(join(".cache", name), join(".cache", name));
		this.program(join(".venv", "bin", "python"), PYTHON);
		this.write(spec, JSON.stringify({ argv: [process.execPath, "kernel"] }));
	}

	at(...path: string[]): string {
		return join(this.folder, ...path);
	}

	remove(...path: string[]): void {
		rmSync(this.at(...path), { recursive: true });
	}

	link(path: string, target: string): void {
		mkdirSync(dirname(this.at(path)), { recursive: true });
		symlinkSync(join(real, target), this.at(path));
	}

	write(path: string, text: string, mode = 0o644): void {
		mkdirSync(dirname(this.at(path)), { recursive: true });
		rmSync(this.at(path), { force: true });
		writeFileSync(this.at(path), text, { mode });
	}

	/** A program for `bin/`, which is the PATH of all checks, or elsewhere. */
	program(path: string, script: string): void {
		this.write(path, `#!/bin/sh\n${script}\n`, 0o755);
	}

	/** What the doctor prints on checks: those that an expression over a module of its gives. */
	async check(
		module: string,
		expression: string,
		env: NodeJS.ProcessEnv = {},
	): Promise<string> {
		const url = (name: string) =>
			JSON.stringify(pathToFileURL(this.at("scripts", "doctor", name)).href);
		const code = `
			import * as checks from ${url(`${module}.mjs`)};
			import { show } from ${url("finding.mjs")};
			const found = await checks.${expression};
			for (const finding of [found].flat()) console.log(show(finding));`;
		const running = start(
			[process.execPath, "--input-type=module", "-e", code],
			{ ...this.env(), ...env },
		);
		const ended = await running.ended;
		expect(ended, running.printed()).to.equal(0);
		return running.printed();
	}

	/** No program on the PATH but those of `bin/`, and of the shell. */
	env(): NodeJS.ProcessEnv {
		return {
			PATH: this.at("bin"),
			PYTHON: "",
			KEYPOINTS_BACKEND: "",
			KEYPOINTS_DATA: "",
		};
	}
}

type Fault = [
	what: string,
	make: (project: Project) => void,
	module: string,
	check: string,
	says: RegExp,
	env?: NodeJS.ProcessEnv,
];

/** What nvidia-smi says of cards: name, driver, memory, compute capability. */
const CARDS = {
	t4: "Tesla T4, 550.54.14, 15360 MiB, 7.5",
	h100: "NVIDIA H100 80GB HBM3, 550.54.15, 81559 MiB, 9.0",
	v100: "Tesla V100-SXM2-16GB, 470.82.01, 16160 MiB, 7.0",
	m4000: "Quadro M4000, 535.183.01, 8127 MiB, 5.2",
	rtx5090: "NVIDIA GeForce RTX 5090, 570.86.16, 32607 MiB, 12.0",
};

const CARD_FAULTS: [what: string, cards: string, says: RegExp][] = [
	[
		"a driver that is too old for CUDA 12",
		CARDS.v100,
		/^! GPU +Tesla V100.*the driver is too old for CUDA 12\.\d+, which needs 525\.60\.13 or newer, so the CPU computes → install a newer driver/,
	],
	[
		"a card that is too old for TensorFlow",
		CARDS.m4000,
		/^! GPU +Quadro M4000.*the card is too old for TensorFlow, which needs compute capability 6\.0 to 9\.x.* → npm run setup -- webgpu/,
	],
	[
		"a card that is newer than TensorFlow's kernels",
		CARDS.rtx5090,
		/^! GPU +NVIDIA GeForce RTX 5090.*newer than TensorFlow's kernels.* → npm run setup -- webgpu/,
	],
	[
		"two cards that TensorFlow can use",
		`${CARDS.h100}\n${CARDS.h100}`,
		/^✔ GPU +NVIDIA H100.*81559 MiB, compute capability 9\.0; NVIDIA H100.*; TensorFlow has CUDA 12\.\d+ and cuDNN 9\.\d+ for it/,
	],
];

/** Without one the data is read all the same, and sooner. */
const NO_BACKEND = { KEYPOINTS_BACKEND: "quantum" };

const probe = (version: string, missing = "") =>
	`echo '[[${version}], "/opt/python3", [${missing}]]'`;

const FAULTS: Fault[] = [
	[
		"a Node that is too old",
		() => {},
		"node",
		'checkNode("18.19.0")',
		/^✘ Node +18\.19\.0 on .* is too old; expected Node 20 or newer → .*nvm install/,
	],
	[
		"a package that is gone",
		(project) => project.remove("node_modules", "tslab"),
		"installation",
		"checkPackages()",
		/^✘ Packages +tslab missing in node_modules → rm -rf node_modules && npm run setup/,
	],
	[
		"packages of another list",
		(project) => project.write("package-lock.json", "{}"),
		"installation",
		"checkPackages()",
		/^! Packages +node_modules is not of this package-lock\.json.*→ npm run setup/,
	],
	[
		"a library that is not compiled",
		(project) => project.remove("dist"),
		"installation",
		"checkLibrary()",
		/^✘ Library +dist is missing.*→ npm run setup/,
	],
	[
		"a library that nobody finds",
		(project) => project.remove("node_modules", "facial-keypoints"),
		"installation",
		"checkLibrary()",
		/^✘ Library +node_modules has no link to it/,
	],
	[
		"a library that is older than its source",
		(project) => {
			project.remove("bench");
			project.write("bench/new.ts", "");
		},
		"installation",
		"checkLibrary()",
		/^! Library +dist is older than the source.*→ npm run setup/,
	],
	[
		"no environment, but a Python",
		(project) => {
			project.remove(".venv");
			project.program("bin/python3", probe("3, 12, 1"));
		},
		"jupyter",
		"checkPython()",
		/^✘ Python +\.venv is missing; Python 3\.12\.1 is here \(\/opt\/python3\) → npm run setup/,
	],
	[
		"a Python that is too old",
		(project) => {
			project.remove(".venv");
			project.program("bin/python3", probe("3, 8, 2"));
		},
		"jupyter",
		"checkPython()",
		/^✘ Python .*python3 is Python 3\.8\.2, older than 3\.10; install one.* → then npm run setup/,
	],
	[
		"a Python without venv",
		(project) => {
			project.remove(".venv");
			project.program("bin/python3", probe("3, 12, 1", '"venv"'));
		},
		"jupyter",
		"checkPython()",
		/^✘ Python .*without venv .*apt install python3-venv/,
	],
	[
		"no Python at all",
		(project) => project.remove(".venv"),
		"jupyter",
		"checkPython()",
		/^✘ Python +\.venv is missing, and no Python 3\.10 or newer: there is no python3 on the PATH; install one/,
	],
	[
		"a Python that was removed",
		(project) => {
			project.remove(".venv", "bin", "python");
			symlinkSync("/nowhere/python3", project.at(".venv", "bin", "python"));
		},
		"jupyter",
		"checkPython()",
		/^✘ Python +\.venv has lost the Python that it was made of/,
	],
	[
		"a Python that does not start",
		(project) =>
			project.program(".venv/bin/python", "echo no libpython >&2; exit 1"),
		"jupyter",
		"checkPython()",
		/^✘ Python +the one in \.venv does not start \(no libpython\) → rm -rf \.venv && npm run setup/,
	],
	[
		"Jupyter without Python",
		(project) => project.remove(".venv"),
		"jupyter",
		"checkJupyter()",
		/^✘ Jupyter +not to be had without Python, see above → npm run setup/,
	],
	[
		"a Jupyter that is gone",
		(project) =>
			project.program(
				".venv/bin/python",
				"echo \"ModuleNotFoundError: No module named 'jupyterlab'\" >&2; exit 1",
			),
		"jupyter",
		"checkJupyter()",
		/^✘ Jupyter +it does not load \(ModuleNotFoundError: .*jupyterlab'\) → rm -rf \.venv && npm run setup/,
	],
	[
		"a Jupyter that was installed in part",
		(project) => project.write(".venv/.installing", ""),
		"jupyter",
		"checkJupyter()",
		/^✘ Jupyter +its installation was cut off → npm run setup/,
	],
	[
		"a kernel that Jupyter does not know",
		(project) => project.remove(spec),
		"jupyter",
		"checkKernel()",
		/^✘ Kernel +Jupyter does not know it: .*kernel\.json is missing → npm run setup/,
	],
	[
		"a kernel's description that is damaged",
		(project) => project.write(spec, "{"),
		"jupyter",
		"checkKernel()",
		/^✘ Kernel .*kernel\.json is damaged \(.+\) → npm run setup/,
	],
	[
		"a kernel's description that names what is gone",
		(project) =>
			project.write(spec, JSON.stringify({ argv: ["/old/bin/node", "x"] })),
		"jupyter",
		"checkKernel()",
		/^✘ Kernel +its description names \/old\/bin\/node, which is gone → npm run setup/,
	],
	[
		"a kernel's description by somebody else",
		() => {},
		"jupyter",
		"checkKernel()",
		/^! Kernel .*is not as set-up writes it → npm run setup/,
	],
	[
		"a processor without AVX",
		() => {},
		"machine",
		'checkProcessor("flags: sse4_2", "x64")',
		/^! Processor .*AVX2 no, AVX-512 no, AMX no, nor AVX, without which TensorFlow does not run/,
	],
	[
		"too little memory",
		() => {},
		"machine",
		"checkMemory(1e9, 5e8)",
		/^! Memory +1\.0 GB, 0\.5 GB of it free; training takes about 2\.0 GB → .*--batch 16/,
	],
	[
		"a driver that fails",
		(project) =>
			project.program(
				"bin/nvidia-smi",
				'echo "Driver/library version mismatch"; exit 18',
			),
		"gpu",
		"checkGpu()",
		/^! GPU +nvidia-smi fails \(Driver\/library version mismatch\)/,
	],
	[
		"a disk without room",
		() => {},
		"machine",
		"checkDisk(1e6)",
		/^✘ Disk +0\.0 GB free in .*; expected [\d.]+ GB for .*runs → make room/,
	],
	[
		"no TensorFlow, which is no reason to stop",
		(project) => rmSync(project.at(".cache", "tensorflow"), { force: true }),
		"trial",
		"checkByDoing(true)",
		/^! Backend +wasm: .*npm run setup.*→ npm run setup\n✔ Training +a step works: [\d.]+ s, loss [\d.]+\n/,
	],
	[
		"a TensorFlow whose library is gone",
		(project) => {
			rmSync(project.at(".cache", "tensorflow"), { force: true });
			project.write(
				".cache/tensorflow/wheel.json",
				'{"wheel": "tensorflow-cpu 2.21.0", "libraries": ["libtensorflow_cc.so.2"]}',
			);
		},
		"trial",
		"checkByDoing(true)",
		/^✘ Backend +it does not start: .*libtensorflow_cc.* → rm -rf \.cache\/tensorflow && npm run setup\n✘ Training .*there is no backend.*\n✔ Data /,
	],
	[
		"a backend that nobody knows",
		() => {},
		"trial",
		"checkByDoing(true)",
		/^✘ Backend .*unknown KEYPOINTS_BACKEND: quantum.* → unset KEYPOINTS_BACKEND/,
		NO_BACKEND,
	],
	[
		"a backend that crashes",
		(project) =>
			project.write(
				"dist/src/backend/index.js",
				'process.kill(process.pid, "SIGILL")',
			),
		"trial",
		"checkByDoing(true)",
		/^✘ Backend +it does not start: the process was ended by SIGILL/,
	],
	[
		"data that cannot be read",
		(project) => project.write("data/training.csv", "a,b\n1,2\n"),
		"trial",
		"checkByDoing(true)",
		/✘ Data +loadFaces: unknown column.*training\.csv.* → npx keypoints data/,
		NO_BACKEND,
	],
	[
		"data that KEYPOINTS_DATA does not lead to",
		() => {},
		"trial",
		"checkByDoing(true)",
		/✘ Data +locateData: missing data: \/nowhere.* → unset KEYPOINTS_DATA/,
		{ KEYPOINTS_DATA: "/nowhere", ...NO_BACKEND },
	],
	[
		"a sample that is damaged",
		(project) => {
			rmSync(project.at(".cache", "sample"), { force: true });
			project.write(".cache/sample/training.csv", "");
		},
		"trial",
		"checkByDoing(true)",
		/✘ Data +loadFaces: .*is empty.* → rm -rf \.cache\/sample\* && npm run setup/,
		NO_BACKEND,
	],
	[
		"no data at all",
		(project) => rmSync(project.at(".cache", "sample"), { force: true }),
		"trial",
		"checkByDoing(true)",
		/✘ Data +locateData: missing data: .* → npm run setup/,
		NO_BACKEND,
	],
];

describe("the doctor @slow", function () {
	this.timeout(120_000);
	let project: Project;

	before(function () {
		if (process.platform === "win32") this.skip(); // programs here are shell scripts
	});
	beforeEach(() => {
		project = new Project();
	});
	afterEach(() => rmSync(project.folder, { recursive: true, force: true }));

	for (const [what, make, module, check, says, env] of FAULTS)
		it(`tells ${what}`, async () => {
			make(project);
			expect(await project.check(module, check, env)).to.match(says);
		});

	it("tells which instructions a processor has, and where it does not know", async () => {
		const flags = "flags : fpu avx avx2 avx512f amx_bf16 amx_tile";
		const check = (text: string | null, arch: string) =>
			project.check(
				"machine",
				`checkProcessor(${JSON.stringify(text)}, ${JSON.stringify(arch)})`,
			);
		expect(await check(flags, "x64")).to.match(
			/^✔ Processor .*; AVX2 yes, AVX-512 yes, AMX yes$/m,
		);
		expect(await check("flags : avx avx2", "x64")).to.match(
			/^✔ .*AVX2 yes, AVX-512 no, AMX no$/m,
		);
		expect(await check(null, "x64")).to.match(
			/^✔ .*whether it has AVX2, AVX-512, AMX is unknown$/m,
		);
		expect(await check("", "arm64")).to.match(/^✔ .*arm64, which has no AVX2/);
	});

	it("tells a GPU and its driver, and that none is needed", async () => {
		const noCard = !existsSync("/dev/nvidiactl");
		if (noCard)
			expect(await project.check("gpu", "checkGpu()")).to.match(
				/^✔ GPU +(no NVIDIA card found|an NVIDIA card without.*); the course needs none$/m,
			);
		project.program("bin/nvidia-smi", `echo "${CARDS.t4}"`);
		expect(await project.check("gpu", "checkGpu()")).to.match(
			/^✔ GPU +Tesla T4, driver 550\.54\.14, 15360 MiB, compute capability 7\.5; not used: `npm run setup -- cuda` has TensorFlow compute on it$/m,
		);
	});

	for (const [what, cards, says] of CARD_FAULTS)
		it(`tells ${what} where CUDA is chosen`, async () => {
			const judged = `judgeCards(checks.readCards(${JSON.stringify(cards)}), true)`;
			expect(await project.check("gpu", judged)).to.match(says);
		});

	it("tells a card whose driver is older than the question for its compute capability", async () => {
		project.program(
			"bin/nvidia-smi",
			`case "$1" in *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2;; esac
			echo "Tesla K80, 460.32.03, 11441 MiB"`,
		);
		expect(await project.check("gpu", "checkGpu(true)")).to.match(
			/^! GPU +Tesla K80, driver 460\.32\.03, 11441 MiB: the driver is too old for CUDA 12/m,
		);
	});

	it("tells that CUDA was chosen and no card is there, and the way back", async function () {
		if (existsSync("/dev/nvidiactl")) this.skip();
		expect(await project.check("gpu", "checkGpu(true)")).to.match(
			/^! GPU +(no NVIDIA card found|an NVIDIA card without its driver).*computes on the CPU|so the CPU computes.* → /m,
		);
	});

	it("compares versions part by part, as numbers", async () => {
		const older = async (version: string) => {
			const says = `isOlder("${version}", "525.60.13") ? "older" : "not older"`;
			return project.check(
				"gpu",
				`isOlder && {
				...{ name: "", state: "good", says: checks.${says} },
			}`,
			);
		};
		for (const version of ["470.82.01", "525.60.9", "525"])
			expect(await older(version)).to.not.include("not");
		for (const version of ["525.60.13", "535.183.01", "531.18"])
			expect(await older(version)).to.include("not older");
	});

	it("goes through all checks before any set-up, and ends with 1", async () => {
		for (const name of ["node_modules", "dist", ".venv", ".cache"])
			project.remove(name);
		const run = start(
			[process.execPath, project.at("scripts", "doctor.mjs")],
			project.env(),
		);
		expect(await run.ended).to.equal(1);
		const lines = run.printed().trim().split("\n");
		expect(lines.slice(0, -2).map((line) => line.slice(2, 12).trim()))
			.to.deep //
			.equal([
				...["Node", "Packages", "Library", "Python", "Jupyter", "Kernel"],
				...["Processor", "Memory", "GPU", "Disk"],
				...["Backend", "Training", "Data"],
			]);
		expect(lines[1]).to.equal(
			"✘ Packages   node_modules is missing → npm run setup",
		);
		for (const line of lines.slice(0, -2))
			expect(line).to.match(/^(✔ [^→]+|[✘!] .+ → .+)$/);
		expect(lines.at(-1)).to.match(/^The course cannot run: mend \d things/);
		// It looks and leaves no trace.
		expect(existsSync(project.at(".cache"))).to.equal(false);
	});

	it("finds that the course can run here", async function () {
		// Without Python or its registry it cannot, and the doctor says so.
		const kernel = "share/jupyter/kernels/facial-keypoints/kernel.json";
		if (!existsSync(join(real, ".venv", kernel))) this.skip();
		const run = start([process.execPath, join(real, "scripts", "doctor.mjs")], {
			KEYPOINTS_BACKEND: "",
			KEYPOINTS_DATA: "",
		});
		expect(await run.ended, run.printed()).to.equal(0);
		expect(run.printed()).to.not.include("✘");
		expect(run.printed()).to.match(/^✔ Training +a step works/m);
		expect(run.printed()).to.match(/^The course can run: npm start\./m);
	});

	it("says what it is, and refuses options that it has not", async () => {
		const script = project.at("scripts", "doctor.mjs");
		const help = start([process.execPath, script, "--help"]);
		expect(await help.ended).to.equal(0);
		expect(help.printed()).to.match(/^npm run doctor/);
		const wrong = start([process.execPath, script, "--mend"]);
		expect(await wrong.ended).to.equal(2);
		expect(wrong.printed()).to.match(/^doctor: unknown option: --mend/);
	});
});
