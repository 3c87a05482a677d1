import { readCSV } from "danfojs-node";
import { loadFaces } from "../../src/dataset";
import { COORDINATE_NAMES, IMAGE_PIXELS } from "../../src/face";

// One round of `bench/loading`: loading/child.js loadFaces|danfojs FILE

interface Loaded {
	images: Uint8Array;
	labels: ArrayLike<number>;
}

async function withLoadFaces(file: string): Promise<Loaded> {
	const { images, labels = [] } = await loadFaces(file);
	return { images, labels };
}

/** As it is written with danfojs alone: read the table, split the strings. */
async function withDanfojs(file: string): Promise<Loaded> {
	const frame = await readCSV(file);
	const column = frame.columns.indexOf("Image");
	const rows = frame.values as (string | number | null)[][];
	const images = new Uint8Array(rows.length * IMAGE_PIXELS);
	rows.forEach((row, i) => {
		images.set(String(row[column]).split(" ").map(Number), i * IMAGE_PIXELS);
	});
	return {
		images,
		get labels() {
			const positions = COORDINATE_NAMES.map((name) =>
				frame.columns.indexOf(name),
			);
			return rows.flatMap((row) =>
				positions.map((i) => {
					const cell = row[i];
					return cell === null || cell === "" ? Number.NaN : Number(cell);
				}),
			);
		},
	};
}

/** The sum of all pixels, each by its place, as loading.py has it. */
function checksum(images: Uint8Array): number {
	let sum = 0;
	for (let face = 0; face * IMAGE_PIXELS < images.length; face++) {
		let row = 0;
		for (let i = 0; i < IMAGE_PIXELS; i++)
			row += images[face * IMAGE_PIXELS + i] * ((i % 251) + 1);
		sum += row * ((face % 241) + 1);
	}
	return sum;
}

async function main(): Promise<void> {
	const [reader, file] = process.argv.slice(2);
	const load = reader === "danfojs" ? withDanfojs : withLoadFaces;
	const started = performance.now();
	const loaded = await load(file);
	const seconds = (performance.now() - started) / 1000;
	const peakMegabytes = process.resourceUsage().maxRSS / 1024;
	const labels = Array.from(loaded.labels).filter((x) => !Number.isNaN(x));
	console.log(
		JSON.stringify({
			seconds,
			peakMegabytes,
			rows: loaded.images.length / IMAGE_PIXELS,
			pixels: checksum(loaded.images),
			labels: labels.length,
			labelSum: labels.reduce((sum, label) => sum + label, 0),
			versions: `Node ${process.versions.node}`,
		}),
	);
}

main();
