import { spawnSync } from "node:child_process";
import {
	chmodSync,
	copyFileSync,
	mkdirSync,
	mkdtempSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ModuleKind, transpileModule } from "typescript";
import { PROBES } from "../attacks/probes";
import { whyNotGraded as why } from "./isolation";
import { project } from "./submissions";

const python = join(project, ".venv", "bin", "python");
const driver = join(project, "test", "assignments", "confining.py");

function confined(
	code: string,
	node = process.execPath,
	before: string[] = [],
) {
	const [program, ...args] = [...before, python, driver, code];
	const { status, stdout, stderr } = spawnSync(program, args, {
		encoding: "utf8",
		env: { ...process.env, KEYPOINTS_NODE: node },
	});
	return { status, stdout, stderr };
}

(why ? describe.skip : describe)(
	`the sandbox of submissions @slow${why}`,
	function () {
		this.timeout(120_000);

		it("has no way out: not by sockets, namespaces, processes, memory, files or names", () => {
			const { outputText } = transpileModule(PROBES, {
				compilerOptions: { module: ModuleKind.CommonJS },
			});
			const { stdout, stderr } = confined(outputText);
			expect(stdout, stderr).to.include("HELD socket vsock");
			expect(stdout).to.include("HELD log written");
			expect(stdout.match(/LEAKED.*/g)).to.equal(null);
		});

		it("shows of Node the program alone, wherever it is installed", () => {
			const home = mkdtempSync(join(tmpdir(), "keypoints-home-"));
			try {
				chmodSync(home, 0o755);
				mkdirSync(join(home, "bin"));
				mkdirSync(join(home, ".ssh"));
				writeFileSync(join(home, ".ssh", "id_ed25519"), "KEY");
				writeFileSync(join(home, "bin", "other"), "OTHER");
				const node = join(home, "bin", "node");
				copyFileSync(process.execPath, node);
				const look = `const fs = require("node:fs"); console.log(JSON.stringify([fs.readdirSync(${JSON.stringify(home)}), fs.readdirSync(${JSON.stringify(join(home, "bin"))}), process.execPath]))`;
				const { stdout, stderr } = confined(look, node);
				expect(JSON.parse(stdout), stderr).to.deep.equal([
					...[["bin"], ["node"], node],
				]);
			} finally {
				rmSync(home, { recursive: true });
			}
		});

		it("can be written in, in /tmp and where it starts, and nowhere else", () => {
			const write = `const fs = require("node:fs"); for (const folder of ["/tmp", ".", "/dev/shm", "/w", "/", "/usr", "/usr/bin", "/dev", "/etc", ".."]) try { fs.writeFileSync(folder + "/x", ""); console.log(folder); } catch {}`;
			expect(confined(write).stdout.split("\n")).to.deep.equal([
				...["/tmp", ".", "/dev/shm", "/w", ""],
			]);
		});

		it("is not begun where system calls cannot be filtered", function () {
			if (process.arch !== "x64") this.skip();
			const { status, stderr, stdout } = confined("check", undefined, [
				...["setarch", "i686"],
			]);
			expect(status).to.not.equal(0);
			expect(stdout).to.equal("");
			expect(stderr).to.match(
				/missing isolation: .*no filter of system calls for i686/,
			);
		});
	},
);
