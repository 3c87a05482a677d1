import { createHash } from "node:crypto";
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { projectFolder } from "../../src/base/paths";
import { start } from "./run";

describe("what set-up takes out of an npm package", function () {
	this.timeout(60_000);
	let folder: string;
	let archive: Buffer;
	let server: Server;
	let registry: string;

	before(async () => {
		folder = await mkdtemp(join(tmpdir(), "keypoints-npm-"));
		const scripts = join(projectFolder(), "scripts");
		cpSync(scripts, join(folder, "scripts"), { recursive: true });
		mkdirSync(join(folder, "package", "dist"), { recursive: true });
		writeFileSync(join(folder, "package", "dist", "part"), "taken");
		writeFileSync(
			join(folder, "package", "package.json"),
			JSON.stringify({ name: "large", version: "1.2.3" }),
		);
		const packed = start([
			...["tar", "-czf", join(folder, "large.tgz"), "-C", folder, "package"],
		]);
		expect(await packed.ended).to.equal(0);
		archive = readFileSync(join(folder, "large.tgz"));
		server = createServer((request, response) => {
			if (request.url?.endsWith(".tgz")) return response.end(archive);
			const version = {
				...{ name: "large", version: "1.2.3" },
				dist: { tarball: `${registry}/large.tgz`, integrity: integrity() },
			};
			return response.end(
				JSON.stringify({
					...{ name: "large", "dist-tags": { latest: "1.2.3" } },
					versions: { "1.2.3": version },
				}),
			);
		});
		await new Promise<void>((resolve) =>
			server.listen(0, "127.0.0.1", resolve),
		);
		registry = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	after(() => {
		server.close();
		rmSync(folder, { recursive: true, force: true });
	});

	const integrity = () =>
		`sha512-${createHash("sha512").update(archive).digest("base64")}`;
	const taken = () => join(folder, ".cache", "large");

	/** Installs it from a registry; what is said of it. */
	async function install(from: string, expected: string): Promise<string> {
		const module = pathToFileURL(
			join(folder, "scripts", "setup", "npm-library.mjs"),
		).href;
		const code = `
			import { cpSync } from "node:fs";
			import { install, isInstalled } from ${JSON.stringify(module)};
			const library = { package: "large", version: "1.2.3", megabytes: 1,
				integrity: ${JSON.stringify(expected)}, folder: ${JSON.stringify(taken())},
				async take(unpacked, into) { cpSync(unpacked + "/dist", into, { recursive: true }); } };
			await install(library, () => {}).catch((error) =>
				console.log(error.constructor.name + ": " + error.message));
			console.log(isInstalled(library));`;
		const running = start(
			[process.execPath, "--input-type=module", "-e", code],
			{ npm_config_registry: from, npm_config_fetch_retries: "0" },
		);
		expect(await running.ended, running.printed()).to.equal(0);
		return running.printed();
	}

	const leftOver = () => readdirSync(join(folder, ".cache", "tmp"));

	it("is not there where the registry cannot be reached, and set-up says so", async () => {
		const said = await install("http://127.0.0.1:9", integrity());
		expect(said).to.match(
			/^Unreachable: the download of large: the registry was not reached/m,
		);
		expect(said).to.match(/^false$/m);
		expect(leftOver()).to.deep.equal([]);
	});

	it("is refused where the registry gives another file than the one that is pinned", async () => {
		const said = await install(registry, "sha512-other");
		expect(said).to.match(
			/has the checksum sha512-.*; expected sha512-other: the registry gives another file/,
		);
		expect(existsSync(taken())).to.equal(false);
		expect(leftOver()).to.deep.equal([]);
	});

	it("is put in place in one act, and nothing else of the package", async () => {
		expect(await install(registry, integrity())).to.match(/^true$/m);
		expect(readdirSync(taken()).sort()).to.deep.equal(["npm.json", "part"]);
		expect(readFileSync(join(taken(), "part"), "utf8")).to.equal("taken");
		expect(leftOver()).to.deep.equal([]);
	});
});
