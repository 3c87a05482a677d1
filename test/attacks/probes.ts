/**
 * A cell that tries to get out of the sandbox, and says of each way whether it HELD or
 * LEAKED. It calls the system by itself, through the library's own way to C.
 */
export const PROBES = `
const fs = require("node:fs");
const koffi = require("koffi");
const c = koffi.load("libc.so.6");
const say = (name: string, leaked: unknown) => console.log((leaked ? "LEA" + "KED " : "HE" + "LD ") + name, leaked || "");
const attempt = (name: string, f: () => unknown) => { let got: unknown; try { got = f(); } catch { got = false; } say(name, got); };
const socket = c.func("int socket(int, int, int)");
for (const [name, family, type] of [["vsock", 40, 1], ["packet", 17, 3], ["netlink", 16, 3], ["alg", 38, 5], ["bluetooth", 31, 3], ["vsock datagrams", 40, 2]] as const)
  attempt("socket " + name, () => socket(family, type, 0) >= 0);
const unshare = c.func("int unshare(int)");
for (const [name, flag] of [["user", 0x10000000], ["mount", 0x20000], ["network", 0x40000000]] as const)
  attempt("namespace " + name, () => unshare(flag) === 0);
const syscall = c.func("long syscall(long, long, long, long, long, long, long)");
attempt("clone into a user namespace", () => { const pid = Number(syscall(56, 0x10000011, 0, 0, 0, 0, 0)); if (pid === 0) process.kill(process.pid, "SIGKILL"); return pid > 0; });
attempt("memfd", () => c.func("int memfd_create(const char *name, uint32_t flags)")("x", 0) >= 0);
attempt("shared memory of System V", () => c.func("int shmget(int, size_t, int)")(0, 1e6, 0o1600) >= 0);
attempt("shared memory without a file", () => Number(c.func("long mmap(long, size_t, int, int, int, long)")(0, 4096, 3, 0x21, -1, 0)) !== -1);
attempt("io_uring", () => Number(syscall(425, 1, 0, 0, 0, 0, 0)) >= 0);
attempt("ptrace of process 1", () => c.func("long ptrace(int, int, long, long)")(16, 1, 0, 0) === 0n);
attempt("file of process 1", () => { const pid = Number(syscall(434, 1, 0, 0, 0, 0, 0)); return pid >= 0 && Number(syscall(438, pid, 2, 0, 0, 0, 0)) >= 0; });
for (const fd of [1, 2]) attempt("reads the log of process 1 by " + fd, () => { const at = fs.openSync("/proc/1/fd/" + fd, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK); return fs.fstatSync(at).isFile(); });
for (const fd of [0, 1, 2]) attempt("a file of the grader's behind " + fd, () => fs.statSync("/proc/self/fd/" + fd).isFile());
const home = /^\\/(root|home\\/[^/]+)\\/\\.(ssh|bash_history|profile|pyenv|npm)/;
attempt("a home", () => ["/root", "/home"].filter((p) => { try { return fs.readdirSync(p).length > 0; } catch { return false; } }).join(" "));
attempt("tests of the course", () => { const base = process.cwd() + "/.."; return fs.readdirSync(base).includes("test") || fs.readdirSync(base + "/dist").includes("test"); });
const fill = (name: string, folder: string, most: number) => attempt("disk: " + name, () => {
  let written = 0; const block = Buffer.alloc(4e6, 1);
  try { for (let i = 0; i < 120; i++) { fs.mkdirSync(folder + "/s" + i, { recursive: true }); fs.writeFileSync(folder + "/s" + i + "/f", block); written += 4e6; } } catch {}
  try { for (const n of fs.readdirSync(folder)) if (/^s\\d/.test(n)) fs.rmSync(folder + "/" + n, { recursive: true }); } catch {}
  return written > most && written;
});
const shared = fs.existsSync("/w") ? "/w" : "/tmp/" + (fs.readdirSync("/tmp").find((n: string) => n.startsWith("kg-")) ?? "") + "/w";
fill("the folder between the sides", shared, 64e6);
fill("/tmp", "/tmp", 300e6);
fill("where it starts", process.cwd(), 300e6);
fill("/dev/shm", "/dev/shm", 300e6);
for (const folder of [shared, "/tmp"]) attempt("names in " + folder.replace(/kg-\\w+/, "kg"), () => {
  let made = 0; try { for (; made < 60000; made++) fs.writeFileSync(folder + "/i" + made, ""); } catch {}
  try { for (let i = 0; i < made; i++) fs.rmSync(folder + "/i" + i); } catch {}
  return made > 25000 && made;
});
try { for (let i = 0; i < 200000; i++) fs.writeSync(2, "student-42 20 of 20".padEnd(1000) + "\\n"); } catch {}
say("log written", false);
`;

const PIPES = `const fs = require("node:fs");
const shared = fs.existsSync("/w") ? "/w" : "/tmp/" + (fs.readdirSync("/tmp").find((n: string) => n.startsWith("kg-")) ?? "") + "/w";`;

const inProcess = (code: string) =>
	`${PIPES}\nrequire("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(code)}, shared], { detached: true, stdio: "ignore" }).unref();`;

/** Submissions that should have a result, whatever they do; `at`: behind which cell. */
export const UNENDING: { title: string; source: string; at?: number }[] = [
	{
		title: "folders 3,000 deep",
		source: `${PIPES}
for (const start of [shared, "/tmp"]) { try { process.chdir(start); for (let i = 0; i < 3000; i++) { fs.mkdirSync("deep"); process.chdir("deep"); } } catch {} }
process.chdir("/tmp");`,
	},
	{
		title: "answers without an end of line",
		source: inProcess(
			'const fs=require("fs");const out=fs.openSync(process.argv[1]+"/answers","r+");for(;;)fs.writeSync(out,Buffer.alloc(65536,120))',
		),
	},
	{
		title: "answers to no call",
		source: inProcess(
			'const fs=require("fs");const out=fs.openSync(process.argv[1]+"/answers","r+");for(;;)fs.writeSync(out,"{\\"id\\":0}\\n".repeat(6000))',
		),
	},
	{
		title: "answers that are no JSON",
		source: inProcess(
			'const fs=require("fs");const out=fs.openSync(process.argv[1]+"/answers","r+");for(;;)fs.writeSync(out,"}{\\n")',
		),
	},
	{
		title: "calls that nobody made",
		source: inProcess(
			'const fs=require("fs");const out=fs.openSync(process.argv[1]+"/calls","r+");for(;;)fs.writeSync(out,"x".repeat(60000))',
		),
	},
	{
		title: "takes the calls away",
		source: inProcess(
			'const fs=require("fs");const at=fs.openSync(process.argv[1]+"/calls","r+");for(;;)fs.readSync(at,Buffer.alloc(65536))',
		),
	},
	{
		title: "half characters, printed and thrown",
		source:
			'console.log("\\ud800"); const odd: any = new Error("\\udfff"); odd.name = "\\ud800"; throw odd;',
	},
	{
		title: "nested answers",
		source:
			"function maskOf(labels: number[]): any { let a: any = []; for (let i = 0; i < 1e5; i++) a = [a]; return a; }",
		at: 3,
	},
	{
		title: "an answer with half a character",
		source: 'function maskOf(labels: number[]): any { return "\\ud800"; }',
		at: 3,
	},
	{
		title: "a number of a million digits",
		source:
			"function maskOf(labels: number[]): any { return BigInt('0x' + 'f'.repeat(1e6)); }",
		at: 3,
	},
	{
		title: "stops its parent",
		source: 'process.kill(process.ppid, "SIGSTOP");',
	},
	{
		title: "memory in a file system",
		source: `const fs = require("node:fs"); const all: Buffer[] = []; try { for (let i = 0; i < 1000; i++) fs.writeFileSync("/tmp/m" + i, Buffer.alloc(1e7, 1)); } catch {} for (let i = 0; i < 400; i++) all.push(Buffer.alloc(1e7, 1));`,
	},
	{
		title: "a process for each of its processes",
		source: inProcess(
			'const{spawn}=require("child_process");for(let i=0;i<20;i++)spawn(process.execPath,["-e","setInterval(()=>{},1e3)"],{detached:true,stdio:"ignore"});setInterval(()=>{},1e3)',
		),
	},
];
