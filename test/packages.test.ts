import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { expect } from "chai";
import { preProcessFile } from "typescript";
import { projectFolder } from "../src/base";

const project = projectFolder();

/** The packages of this project, with what each may do without and therefore does not list. */
const PACKAGES: [what: string, home: string, optional: string[]][] = [
	// Where a notebook runs on plain tslab, figures are shown by it.
	["the library", project, ["tslab"]],
	["the kernel", join(project, "kernel"), []],
];

/** What the files of a package's source import, each with the file. */
function importsOf(home: string): { file: string; name: string }[] {
	const source = join(home, "src");
	return readdirSync(source, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts"))
		.flatMap((file) => {
			const text = readFileSync(join(source, file), "utf8");
			const { importedFiles } = preProcessFile(text, true, true);
			return importedFiles.map(({ fileName }) => ({
				file: join(source, file),
				name: fileName,
			}));
		});
}

describe("whoever installs", () => {
	for (const [what, home, optional] of PACKAGES) {
		const imports = importsOf(home);
		const isOwn = ({ name }: { name: string }) => name.startsWith(".");

		it(`${what} alone gets every package that it imports`, () => {
			const { dependencies } = JSON.parse(
				readFileSync(join(home, "package.json"), "utf8"),
			);
			const packages = imports
				.filter((each) => !isOwn(each) && !isBuiltin(each.name))
				.map(({ name }) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0]);
			expect(packages).to.not.deep.equal([]);
			expect([...Object.keys(dependencies), ...optional]).to.include.members(
				packages,
			);
		});

		it(`${what} alone gets every file that it imports`, () => {
			const outside = imports.filter(
				({ file, name }) =>
					isOwn({ name }) &&
					relative(join(home, "src"), resolve(dirname(file), name)).startsWith(
						"..",
					),
			);
			expect(outside).to.deep.equal([]);
		});
	}

	it("the library alone gets nothing that only the kernel needs", () => {
		const [{ dependencies }, kernel] = PACKAGES.map(([, home]) =>
			JSON.parse(readFileSync(join(home, "package.json"), "utf8")),
		);
		expect(dependencies).to.not.have.any.keys(
			...Object.keys(kernel.dependencies),
		);
	});
});
