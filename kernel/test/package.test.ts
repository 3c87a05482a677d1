import {
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { project, python, run, script, why } from "./jupyter";

/** What npm says of a registry that cannot be reached. */
const NO_NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT/;

const NAME = "packed";

/** Slow: npm packs the kernel, and installs it where nothing else is. */
(why ? describe.skip : describe)(
	`the kernel's package, where npm reaches its registry @slow${why}`,
	function () {
		this.timeout(600_000);
		const home = join(project, "kernel");
		let folder: string;
		let course: string;

		/** Runs npm or npx to its end, which must be a good one. */
		async function npm(cwd: string, program: string, ...args: string[]) {
			const cache = `--cache=${join(project, ".cache", "npm")}`;
			const { code, text } = await run(program, [cache, ...args], { cwd });
			if (code !== 0) throw new Error(text);
			return text;
		}

		before(async function () {
			folder = mkdtempSync(join(tmpdir(), "kernel-package-"));
			course = join(folder, "course");
			mkdirSync(course);
			writeFileSync(join(course, "package.json"), '{ "private": true }');
			await npm(home, "npm", "pack", `--pack-destination=${folder}`);
			const [tarball] = readdirSync(folder).filter((name) =>
				name.endsWith(".tgz"),
			);
			await npm(
				course,
				"npm",
				...["install", "--prefer-offline", "--ignore-scripts"],
				join(folder, tarball),
			).catch((error) => {
				if (!NO_NETWORK.test(error.message)) throw error;
				this.skip();
			});
		});
		after(() => rmSync(folder, { recursive: true }));

		it("brings the packages that it needs, and neither the library nor its tests", () => {
			const packages = readdirSync(join(course, "node_modules"));
			expect(packages).to.include.members(["tslab", "typescript", "zeromq"]);
			expect(packages).to.not.include("facial-keypoints");
			const own = join(course, "node_modules", "facial-keypoints-kernel");
			const files = readdirSync(own, { recursive: true, encoding: "utf8" });
			expect(files).to.include.members(["README.md", "LICENSE"]);
			expect(files.filter((file) => /test/.test(file))).to.deep.equal([]);
		});

		it("installs itself, and runs cells that are checked and may import tslab", async () => {
			const says = await npm(
				course,
				"npx",
				...["facial-keypoints-kernel", "install"],
				...["--prefix", join(folder, "env"), "--name", NAME],
			);
			const share = join(folder, "env", "share", "jupyter");
			const file = join(share, "kernels", NAME, "kernel.json");
			expect(says).to.include(file);
			// The tarball's own files run, and not those of the project.
			const { argv } = JSON.parse(readFileSync(file, "utf8"));
			expect(argv[1]).to.include("kernel-package-");

			const cells = await run(python, [
				script("installed.py"),
				...[share, NAME, course],
			]);
			expect(cells.code, cells.text).to.equal(0);
			const shown = cells.text
				.trim()
				.split("\n")
				.map((line) => JSON.parse(line));
			expect(shown[0]).to.deep.equal([{ "text/plain": "2" }]);
			expect(shown[1][0]).to.deep.equal({ "text/html": "<b>shown</b>" });
			expect(shown[1][1]["text/plain"]).to.match(/'tslab'.*'typescript'/);
			expect(shown[2][0]).to.match(
				/Type 'string' is not assignable to type 'number'/,
			);
		});
	},
);
