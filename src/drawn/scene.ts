import type { Random } from "../base";
import type { Camera } from "./camera";
import { clamp, createCurve, smoothStep } from "./curve";
import type { Features } from "./features";
import { blurGrid } from "./grid";
import { createCover } from "./hair";
import { AXIS_Z, CROWN_Y, type Head, type Place } from "./head";
import { createMesh, type Mesh, type Paint } from "./mesh";
import type { Person } from "./person";
import { mapX, mapY } from "./skinMap";

/** The meshes of one person: those that throw shadows first. */
export interface Scene {
	head: Mesh;
	casters: Mesh[];
	all: Mesh[];
}

/** Builds the surfaces of a person: head, ears, neck with clothes, long hair, a cap's brim. */
export function createScene(
	person: Person,
	features: Features,
	surface: Head,
	camera: Camera,
	skinPaint: Paint,
	random: Random,
): Scene {
	const head = createHeadMesh(person, features, surface, camera, skinPaint);
	const casters = [head];
	const ears = [-1, 1].map((side) => createEar(person, surface, camera, side));
	if (person.hair.length !== undefined)
		for (const side of [-1, 1])
			casters.push(createCurtain(person, surface, camera, random, side));
	if (person.hat?.brim) casters.push(createBrim(person, surface, camera));
	const body = createBody(person, features, camera);
	return { head, casters, all: [...casters, ...ears, body] };
}

const HEAD_COLUMNS = 95;
const HEAD_ROWS = 104;

function createHeadMesh(
	person: Person,
	{ chinY }: Features,
	surface: Head,
	camera: Camera,
	paint: Paint,
): Mesh {
	const cover = createCover(person);
	// Closer where the features are.
	const angles = Array.from({ length: HEAD_COLUMNS }, (_, i) => {
		const t = (2 * i) / (HEAD_COLUMNS - 1) - 1;
		return 2.3 * (0.5 * t + 0.5 * t ** 3);
	});
	const heightOf = createCurve([
		[0, CROWN_Y],
		[0.22, -0.6],
		[0.92, chinY - 0.1],
		[1, chinY + 0.05],
	]);
	const heights = Array.from({ length: HEAD_ROWS }, (_, i) =>
		heightOf(i / (HEAD_ROWS - 1)),
	);
	const open = findOpenness(surface, angles, heights);
	return createMesh(camera, {
		columns: HEAD_COLUMNS,
		rows: HEAD_ROWS,
		paint,
		shine: person.shine * 0.5,
		at(column, row) {
			const [angle, y] = [angles[column], heights[row]];
			const [x, , z] = surface.at(angle, y);
			const thick = cover(angle, y);
			if (thick === 0) return [x, y, z];
			const up = smoothStep(-0.9, -1.9, y);
			const side = Math.sqrt(1 - 0.6 * up);
			return [
				x + thick * side * Math.sin(angle),
				y - thick * up,
				z + thick * side * Math.cos(angle),
			];
		},
		paintAt: (column, row) => [
			mapX(angles[column]) - 0.5,
			mapY(heights[row]) - 0.5,
		],
		openness: (column, row) => open[row * HEAD_COLUMNS + column],
	});
}

/** Hollows see less of the light around them: the relief against its blurred self. */
function findOpenness(
	surface: Head,
	angles: readonly number[],
	heights: readonly number[],
): Float32Array {
	const columns = angles.length;
	const rows = heights.length;
	const relief = new Float32Array(columns * rows);
	for (let row = 0, i = 0; row < rows; row++)
		for (let column = 0; column < columns; column++, i++)
			relief[i] =
				Math.abs(angles[column]) < 1.4
					? surface.relief(
							surface.width(heights[row]) * Math.sin(angles[column]),
							heights[row],
						)
					: 0;
	const blurred = blurGrid(relief, columns, rows, 5);
	return relief.map((z, i) => clamp(1 - 4.5 * (blurred[i] - z), 0.35, 1.12));
}

/** A paint of one shade. */
function plainPaint(shade: number): Paint {
	return {
		width: 2,
		height: 2,
		values: new Float32Array(4).fill(shade * shade),
	};
}

function createEar(
	person: Person,
	surface: Head,
	camera: Camera,
	side: number,
): Mesh {
	const size = person.ears;
	const rings = 7;
	const around = 17;
	const width = surface.width(0.25);
	const paint: Paint = {
		width: 8,
		height: 2,
		values: new Float32Array(16),
	};
	const shades = [0.35, 0.5, 0.8, 0.65, 0.9, 1, 1, 0.85];
	for (let i = 0; i < 16; i++)
		paint.values[i] = (person.skin * shades[i % 8]) ** 2;
	return createMesh(camera, {
		columns: around,
		rows: rings,
		paint,
		twoSided: true,
		at(column, row) {
			const angle = (2 * Math.PI * column) / (around - 1);
			const radius = row / (rings - 1);
			const back = 0.2 * size * radius * Math.cos(angle);
			const down = 0.34 * size * radius * Math.sin(angle);
			// The ear stands off backwards, with a rim.
			const off =
				0.06 + 0.5 * (back + 0.1) + 0.04 * Math.sin(radius * Math.PI * 1.5);
			return [
				side * (width * 0.98 + Math.max(-0.05, off) * 0.8),
				0.22 + down - 0.12 * back,
				AXIS_Z + 0.02 - back,
			] as Place;
		},
		paintAt: (_, row) => [(7 * row) / (rings - 1), 0],
	});
}

/** Neck, shoulders and the clothes on them. */
function createBody(person: Person, features: Features, camera: Camera): Mesh {
	const columns = 33;
	const rows = 22;
	const top = 0.9;
	const collarY = features.chinY + 0.45;
	const half = createCurve([
		[top, 0.62],
		[collarY, 0.68],
		[collarY + 0.18, 0.95],
		[collarY + 0.5, 1.7],
		[collarY + 1.2, 2.4],
		[collarY + 2.2, 2.7],
	]);
	const paint: Paint = { width: 2, height: 64, values: new Float32Array(128) };
	const end = collarY + 2.2;
	const yOf = (row: number) => top + ((end - top) * row) / (rows - 1);
	for (let i = 0; i < 64; i++) {
		const y = top + ((end - top) * i) / 63;
		const shade =
			y < collarY
				? person.skin * 0.9
				: y < collarY + 0.25
					? person.collar
					: person.clothes;
		paint.values.fill(shade * shade, 2 * i, 2 * i + 2);
	}
	return createMesh(camera, {
		columns,
		rows,
		paint,
		at(column, row) {
			const angle = -2 + (4 * column) / (columns - 1);
			const y = yOf(row);
			const width = half(y);
			const depth = Math.min(0.85, 0.55 + 0.2 * (width - 0.6));
			return [
				width * Math.sin(angle),
				y,
				-0.85 + depth * Math.cos(angle) + 0.12 * Math.max(0, y - 1.6),
			];
		},
		paintAt: (_, row) => [0.5, (63 * row) / (rows - 1)],
		openness: (_, row) =>
			smoothStep(features.chinY - 0.6, collarY, yOf(row)) * 0.6 + 0.4,
	});
}

/** Long hair that hangs beside the face. */
function createCurtain(
	person: Person,
	surface: Head,
	camera: Camera,
	random: Random,
	side: number,
): Mesh {
	const { hair } = person;
	const columns = 26;
	const rows = 30;
	const bottom = hair.length ?? 0;
	const paint = strandPaint(hair.shade, hair.strands, random);
	const [phase, wave] = [random.uniform(0, 6), random.uniform(2, 6)];
	return createMesh(camera, {
		columns,
		rows,
		paint,
		twoSided: true,
		shine: 0.04,
		at(column, row) {
			const y = -1.55 + ((bottom + 1.55) * row) / (rows - 1);
			const sway = hair.waves * Math.sin(phase + wave * y);
			// It parts from the middle of the head and hangs straight below the temples.
			const start =
				hair.curtain * smoothStep(-1.6, -0.3, y) +
				0.25 * smoothStep(-1.6, -1, y) +
				sway;
			const angle = start + ((2.7 - start) * column) / (columns - 1);
			const width = Math.max(
				surface.width(Math.min(y, 0.3)),
				0.9 * smoothStep(-1.7, -1, y),
			);
			const spread =
				width + 0.06 + hair.thickness * (0.7 + 0.5 * smoothStep(-1, 1.5, y));
			return [
				side * spread * Math.sin(angle),
				y - 0.18 * smoothStep(-1, -1.55, y),
				AXIS_Z +
					(1.02 + hair.thickness) *
						Math.cos(angle) *
						smoothStep(-1.75, -1.2, y),
			];
		},
		paintAt: (column, row) => [
			(62 * column) / (columns - 1),
			(30 * row) / (rows - 1),
		],
	});
}

function strandPaint(
	shade: number,
	strands: number,
	{ uniform }: Random,
): Paint {
	const [width, height] = [64, 32];
	const values = new Float32Array(width * height);
	for (let column = 0; column < width; column++) {
		let tone = 1 + strands * uniform(-1, 1);
		for (let row = 0; row < height; row++) {
			tone += 0.12 * strands * uniform(-1, 1);
			values[row * width + column] = clamp(shade * tone, 0.02, 1) ** 2;
		}
	}
	return { width, height, values };
}

function createBrim(person: Person, surface: Head, camera: Camera): Mesh {
	const hat = person.hat as NonNullable<Person["hat"]>;
	const [columns, rows] = [25, 8];
	return createMesh(camera, {
		columns,
		rows,
		paint: plainPaint(hat.shade * 0.9),
		twoSided: true,
		at(column, row) {
			const angle = -1.15 + (2.3 * column) / (columns - 1);
			const out = row / (rows - 1);
			const [x, y, z] = surface.at(angle, -hat.edgeY + 0.1 * angle * angle);
			const reach = hat.brim * out * Math.cos(angle * 1.2);
			return [
				x * (1 + 0.1 * out),
				y + 0.25 * reach,
				z + hat.thickness * 0.5 + Math.max(0, reach),
			];
		},
		paintAt: () => [0.5, 0.5],
	});
}
