import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { toolFailure, Unavailable } from "./failures.mjs";
import { folders, project, venvPython } from "./paths.mjs";
import { readStamp, writeStamp } from "./stamp.mjs";
import { runTool } from "./tool.mjs";

const VERSION = "2.21.0";
const LINUX = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const MACOS = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/** The wheel of each platform. Its Python version (3.12) is that of no Python here: only its libraries are taken. */
const WHEELS = {
	"linux-x64": {
		name: "tensorflow-cpu",
		tag: "manylinux_2_27_x86_64",
		sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
		megabytes: 274,
		unpacked: 853,
		libraries: LINUX,
	},
	"linux-arm64": {
		name: "tensorflow",
		tag: "manylinux_2_27_aarch64",
		sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
		megabytes: 282,
		unpacked: 883,
		libraries: LINUX,
	},
	"darwin-arm64": {
		name: "tensorflow",
		tag: "macosx_12_0_arm64",
		sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
		megabytes: 223,
		unpacked: 741,
		libraries: MACOS,
	},
};

/** TensorFlow's two shared libraries, taken out of its Python wheel. */
export const tensorflow = {
	name: "tensorflow",
	title: "TensorFlow",
	after: ["python"],
	// Python only fetches and unpacks it.
	lasts: true,
	bytes: 1200e6,

	isDone() {
		const wheel = WHEELS[`${process.platform}-${process.arch}`];
		const there = readStamp(join(folders.tensorflow, "wheel.json"));
		return wheel !== undefined && there?.wheel === `${wheel.name} ${VERSION}`;
	},

	async run(progress) {
		const wheel = wheelForHere();
		await mkdir(folders.temp, { recursive: true });
		const temp = await mkdtemp(join(folders.temp, "tensorflow-"));
		const stop = watchSize(temp, wheel, progress);
		try {
			await download(wheel, temp);
			await unpack(wheel, temp);
		} finally {
			stop();
		}
		const made = join(temp, "libraries");
		writeStamp(join(made, "wheel.json"), {
			wheel: `${wheel.name} ${VERSION}`,
			libraries: wheel.libraries,
		});
		rmSync(folders.tensorflow, { recursive: true, force: true });
		renameSync(made, folders.tensorflow);
		rmSync(temp, { recursive: true, force: true });
		return `${VERSION}, ${wheel.unpacked} MB`;
	},
};

/** @throws {Unavailable} where TensorFlow is not made for this machine */
function wheelForHere() {
	const here = `${process.platform}-${process.arch}`;
	const wheel = WHEELS[here];
	if (!wheel)
		throw new Unavailable(
			process.platform === "win32"
				? "its Windows package holds no library to bind: work inside WSL 2, where set-up finds the Linux one"
				: `it is not made for ${here}: Linux (x64, arm64) and macOS (arm64) have it`,
		);
	if (process.platform !== "linux") return wheel;
	const { glibcVersionRuntime } = process.report.getReport().header;
	const [, minor] = (glibcVersionRuntime ?? "2.0").split(".").map(Number);
	if (minor < 27)
		throw new Unavailable(
			`it needs glibc 2.27 or newer and here is ${glibcVersionRuntime ?? "another C library (Alpine has musl)"}: use a Debian, Ubuntu or Fedora of 2018 or later`,
		);
	if (process.arch === "x64" && !/\bavx\b/.test(processorFlags()))
		throw new Unavailable(
			"it needs a processor with AVX instructions, which this one has not",
		);
	return wheel;
}

function processorFlags() {
	try {
		return readFileSync("/proc/cpuinfo", "utf8");
	} catch {
		return "avx";
	}
}

async function download(wheel, temp) {
	const list = join(temp, "wheel.txt");
	writeFileSync(
		list,
		`${wheel.name}==${VERSION} --hash=sha256:${wheel.sha256}\n`,
	);
	const result = await runTool(
		[
			...[venvPython(), "-m", "pip", "download", "--requirement", list],
			...["--require-hashes", "--no-deps", "--only-binary=:all:"],
			...["--python-version", "3.12", "--platform", wheel.tag],
			...["--no-cache-dir", "--retries", "1", "--progress-bar", "off"],
			...["--dest", temp],
		],
		{ env: { TMPDIR: temp, TEMP: temp, TMP: temp } },
	);
	if (result.code !== 0)
		throw toolFailure("the download of TensorFlow", result);
}

async function unpack(wheel, temp) {
	const script = join(project, "scripts", "python", "unpack_wheel.py");
	const result = await runTool([
		...[venvPython(), script, temp, join(temp, "libraries")],
		...wheel.libraries,
	]);
	if (result.code !== 0)
		throw toolFailure("the unpacking of TensorFlow", result);
}

/** Reports how much of the wheel, then of its libraries, is on the disk. */
function watchSize(temp, { megabytes, unpacked }, progress) {
	let watching = true;
	const timer = setInterval(async () => {
		const [libraries, all] = await Promise.all([
			folderMegabytes(join(temp, "libraries")),
			folderMegabytes(temp),
		]);
		// The step may have ended while the files were looked at.
		if (!watching) return;
		progress(
			libraries
				? `${libraries} of ${unpacked} MB unpacked`
				: `${Math.min(all, megabytes)} of ${megabytes} MB downloaded`,
		);
	}, 500);
	return () => {
		watching = false;
		clearInterval(timer);
	};
}

async function folderMegabytes(folder) {
	let bytes = 0;
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	for (const name of names) {
		const found = await stat(join(folder, name)).catch(() => undefined);
		if (found?.isFile()) bytes += found.size;
	}
	return Math.floor(bytes / 1e6);
}
