import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { projectFolder } from "../../src/base/paths";
import { start } from "./run";

/** A port of this machine at which nobody listens. */
function closedPort(): Promise<number> {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			server.close(() => resolve(port));
		});
	});
}

describe("set-up of JupyterLab and TensorFlow", function () {
	this.timeout(120_000);
	let folder: string;
	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-setup-"));
		const from = join(projectFolder(), "scripts");
		cpSync(from, join(folder, "scripts"), { recursive: true });
		const install = join("kernel", "install");
		cpSync(join(projectFolder(), install), join(folder, install), {
			recursive: true,
		});
	});
	after(() => rmSync(folder, { recursive: true, force: true }));

	/** Runs those steps alone, in a folder of their own; what they say. */
	async function setUp(env: NodeJS.ProcessEnv) {
		const module = (name: string) =>
			JSON.stringify(
				pathToFileURL(join(folder, "scripts", "setup", name)).href,
			);
		const code = `
			import { STEPS, runAll } from ${module("set-up.mjs")};
			import { Display } from ${module("display.mjs")};
			import { missingFor, troubles } from ${module("report.mjs")};
			const names = ["python", "jupyter", "tensorflow"];
			const steps = STEPS.filter(({ name }) => names.includes(name));
			const outcomes = await runAll(steps, new Display());
			for (const name of ["packages", "compile", "links"])
				outcomes[name] = { state: "done" };
			outcomes.kernel = { state: "waiting" };
			console.log(names.map((name) => outcomes[name].state).join(" "));
			console.log(troubles(outcomes).join("\\n"));
			console.log(missingFor("npm start", ["packages", "jupyter", "kernel"], outcomes).join("\\n"));`;
		const running = start(
			[process.execPath, "--input-type=module", "-e", code],
			env,
		);
		expect(await running.ended, running.printed()).to.equal(0);
		return running.printed();
	}

	const note = () =>
		readFileSync(join(folder, ".cache", "no-tensorflow.txt"), "utf8");

	it("goes on without Python, says what that means and what to install, and tries again", async () => {
		const env = { PATH: join(folder, "nowhere"), PYTHON: "" };
		const printed = await setUp(env);
		expect(printed).to.match(/^unavailable waiting waiting$/m);
		expect(printed).to.match(/^Python unavailable: no JupyterLab/m);
		expect(printed).to.match(/Nor can TensorFlow be had without it/);
		expect(printed).to.match(/there is no python3 on the PATH; install one/);
		expect(printed).to.match(/Once that is mended, type `npm run setup`/);
		expect(printed).to.match(/^npm start cannot start without JupyterLab\.$/m);
		expect(printed).to.match(/`npm test` and `npx keypoints --help` work/);
		expect(note()).to.match(/^no Python 3.*; then type `npm run setup`\n$/);
		expect(await setUp(env)).to.match(/^unavailable waiting waiting$/m);
	});

	const hasPython = existsSync(join(projectFolder(), ".venv"));
	const test = hasPython ? it : it.skip;
	const why = hasPython ? "" : " (skipped: there is no Python here)";
	test(`goes on where pip does not reach its registry, and tries again${why}`, async () => {
		const registry = `http://127.0.0.1:${await closedPort()}/simple`;
		const env = {
			PIP_INDEX_URL: registry,
			PIP_EXTRA_INDEX_URL: "",
			PIP_FIND_LINKS: "",
			PIP_CONFIG_FILE: process.platform === "win32" ? "nul" : "/dev/null",
			PATH: [process.env.PATH, "/usr/bin"].join(delimiter),
		};
		for (const time of ["first", "again"]) {
			const printed = await setUp(env);
			// What pip has not touched is not made anew.
			expect(/Python +start/.test(printed)).to.equal(time === "first");
			expect(printed).to.match(/^done failed failed$/m);
			expect(printed).to.match(/^JupyterLab failed: no JupyterLab/m);
			expect(printed).to.match(/^TensorFlow failed: no TensorFlow: /m);
			expect(printed).to.match(/registry was not reached|PyPI was not reached/);
			expect(printed).to.match(/Then run\n`npm run setup` again/);
			expect(printed).to.match(
				/^npm start cannot start without JupyterLab\.$/m,
			);
			expect(note()).to.match(/not reached.*; then type `npm run setup`\n$/);
		}
	});
});
