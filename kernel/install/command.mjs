import {
	existsSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { dirname, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Refusal, searched, shareOf } from "./folders.mjs";
import {
	DISPLAY_NAME,
	describe,
	fileOf,
	NAME,
	ownerOf,
} from "./kernelspec.mjs";

const USAGE = `facial-keypoints-kernel install | uninstall [OPTIONS]

install     shows the kernel to Jupyter, by a file that says how to start it
uninstall   removes that file

--user              for your account, which is what happens without an option
--sys-prefix        for the virtual or conda environment that is active
--prefix DIR        for the environment in DIR: DIR/share/jupyter/kernels
--name NAME         what notebooks ask for it by; "${NAME}" unless you say so
--display-name TEXT what people choose it by; "${DISPLAY_NAME}" unless you say so
--version           the version of this package
--help              this text

facial-keypoints-kernel install
facial-keypoints-kernel install --prefix .venv --name typescript`;

const OPTIONS = /** @type {const} */ ({
	user: { type: "boolean" },
	"sys-prefix": { type: "boolean" },
	prefix: { type: "string" },
	name: { type: "string", default: NAME },
	"display-name": { type: "string", default: DISPLAY_NAME },
	version: { type: "boolean" },
	help: { type: "boolean", short: "h" },
});

/**
 * @typedef {ReturnType<typeof parse>["values"]} Values
 */

/** @param {string[]} args */
const parse = (args) =>
	parseArgs({ args, options: OPTIONS, allowPositionals: true });

/**
 * Does what a command line asks for, and says what it did.
 *
 * @param {string[]} args what follows the program's name
 * @returns {number} the exit code: 1 where it could not, 2 where it was asked wrongly
 */
export function command(args) {
	try {
		const { word, values } = read(args);
		if (values.help) console.log(USAGE);
		else if (values.version) console.log(version());
		else if (word === "install") install(values);
		else uninstall(values);
		return 0;
	} catch (error) {
		if (!(error instanceof Refusal)) throw error;
		console.error(error.message);
		return error.code;
	}
}

/**
 * @param {string[]} args
 * @returns {{ word?: string, values: Values }}
 */
function read(args) {
	let parsed;
	try {
		parsed = parse(args);
	} catch (error) {
		// After its first sentence Node's message goes on about arguments that begin with a dash.
		const [why] = /** @type {Error} */ (error).message.split(". ");
		throw new Refusal(`facial-keypoints-kernel: ${why}\n\n${USAGE}`, 2);
	}
	const { values, positionals } = parsed;
	if (values.help || values.version) return { values };
	const [word, ...more] = positionals;
	if (!["install", "uninstall"].includes(word) || more.length)
		throw new Refusal(
			`facial-keypoints-kernel: ${word ? `unknown command: ${positionals.join(" ")}` : "missing command"}; expected install or uninstall\n\n${USAGE}`,
			2,
		);
	const places = /** @type {const} */ (["user", "sys-prefix", "prefix"]).filter(
		(each) => values[each] !== undefined,
	);
	if (places.length > 1)
		throw new Refusal(
			`${word}: ${places.map((each) => `--${each}`).join(" and ")} do not go together; expected one place`,
			2,
		);
	if (!/^[a-z0-9][a-z0-9._-]*$/i.test(values.name))
		throw new Refusal(
			`${word}: invalid --name: ${JSON.stringify(values.name)}; expected letters, digits, ".", "_" and "-", the first of them a letter or a digit`,
			2,
		);
	return { word, values };
}

/** @param {Values} values */
function install(values) {
	const share = shareOf("install", values);
	const file = fileOf(share, values.name);
	if (ownerOf(file) === "another")
		throw new Refusal(
			`install: name is taken: ${file} describes another kernel; expected another --name, or that one removed: jupyter kernelspec remove ${values.name}`,
		);
	change("install", file, () => {
		makeFolder(dirname(file));
		const beside = `${file}.${process.pid}.tmp`;
		writeFileSync(beside, describe(values["display-name"]));
		renameSync(beside, file);
	});
	console.log(`installed ${values["display-name"]}: ${file}`);
	const looks = searched();
	if (looks && !looks.includes(share))
		console.log(
			`note: the jupyter on your PATH does not look there; start that environment's own, or set JUPYTER_PATH=${share}`,
		);
	if (fileURLToPath(import.meta.url).includes(`${sep}_npx${sep}`))
		console.log(
			"note: this package lies in the cache of npx, which npm may empty; to keep it: npm install --global facial-keypoints-kernel, then facial-keypoints-kernel install",
		);
}

/** @param {Values} values */
function uninstall(values) {
	const file = fileOf(shareOf("uninstall", values), values.name);
	const owner = ownerOf(file);
	if (owner !== "us")
		throw new Refusal(
			owner === "nobody"
				? `uninstall: missing kernel: ${file} is not there; expected the --user, --sys-prefix, --prefix and --name that it was installed with`
				: `uninstall: ${file} describes another kernel, and stays; to remove it: jupyter kernelspec remove ${values.name}`,
		);
	change("uninstall", file, () => rmSync(dirname(file), { recursive: true }));
	console.log(`removed ${dirname(file)}`);
}

/**
 * Node's own way of making all of a path (`recursive`) never ends where nothing
 * can be made, as in /proc.
 *
 * @param {string} folder
 */
function makeFolder(folder) {
	if (existsSync(folder)) return;
	makeFolder(dirname(folder));
	mkdirSync(folder);
}

/**
 * Changes the disk, and says in words why it cannot be changed.
 *
 * @param {string} word the command
 * @param {string} file that is to be changed
 * @param {() => void} work
 */
function change(word, file, work) {
	try {
		work();
	} catch (error) {
		const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
		throw new Refusal(
			`${word}: folder not writable: ${dirname(file)} (${code ?? message}); expected one that you may write to: --user for your account, --prefix DIR for an environment of yours`,
		);
	}
}

function version() {
	const file = new URL("../package.json", import.meta.url);
	return JSON.parse(readFileSync(file, "utf8")).version;
}
