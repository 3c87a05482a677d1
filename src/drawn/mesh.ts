import type { Camera } from "./camera";
import type { Place } from "./head";

/** A picture of reflectances, as a mesh is painted with: [height, width], 0 to 1. */
export interface Paint {
	width: number;
	height: number;
	values: Float32Array;
}

/** A surface as a grid of points, as the camera sees it. */
export interface Mesh {
	columns: number;
	rows: number;
	/** [rows, columns, 3]: right, down, towards the camera; distances between the eyes. */
	places: Float32Array;
	/** [rows, columns, 3], of length 1, outwards. */
	normals: Float32Array;
	/** [rows, columns, 2]: pixels of the picture. */
	pixels: Float32Array;
	/** [rows, columns, 2]: pixels of the paint. */
	paintAt: Float32Array;
	/** [rows, columns]: how open a point is to light from around, 0 to 1. */
	openness: Float32Array;
	paint: Paint;
	/** Whether its inner side is seen too. */
	twoSided: boolean;
	/** How much it shines. */
	shine: number;
}

export interface MeshOptions {
	columns: number;
	rows: number;
	/** The place on the head of a point of the grid. */
	at(column: number, row: number): Place;
	/** Where on the paint it lies. */
	paintAt(column: number, row: number): readonly [number, number];
	openness?: (column: number, row: number) => number;
	paint: Paint;
	twoSided?: boolean;
	shine?: number;
}

/** Places the points of a grid, turns them with the head, and finds the normals. */
export function createMesh(camera: Camera, options: MeshOptions): Mesh {
	const { columns, rows, at, paintAt, paint } = options;
	const { twoSided = false, shine = 0, openness } = options;
	const count = columns * rows;
	const mesh: Mesh = {
		columns,
		rows,
		places: new Float32Array(3 * count),
		normals: new Float32Array(3 * count),
		pixels: new Float32Array(2 * count),
		paintAt: new Float32Array(2 * count),
		openness: new Float32Array(count).fill(1),
		paint,
		twoSided,
		shine,
	};
	for (let row = 0, i = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++, i++) {
			const turned = camera.turn(at(column, row));
			mesh.places.set(turned, 3 * i);
			mesh.pixels.set(camera.toPixels(turned), 2 * i);
			mesh.paintAt.set(paintAt(column, row), 2 * i);
			if (openness) mesh.openness[i] = openness(column, row);
		}
	}
	findNormals(mesh);
	return mesh;
}

/** Normals from the neighbours on the grid: along a row times down a column. */
function findNormals({ columns, rows, places, normals }: Mesh): void {
	for (let row = 0, i = 0; row < rows; row++) {
		const up = row > 0 ? -columns : 0;
		const down = row < rows - 1 ? columns : 0;
		for (let column = 0; column < columns; column++, i++) {
			const left = column > 0 ? -1 : 0;
			const right = column < columns - 1 ? 1 : 0;
			const [a, b, c, d] = [i + left, i + right, i + up, i + down];
			const ux = places[3 * b] - places[3 * a];
			const uy = places[3 * b + 1] - places[3 * a + 1];
			const uz = places[3 * b + 2] - places[3 * a + 2];
			const vx = places[3 * d] - places[3 * c];
			const vy = places[3 * d + 1] - places[3 * c + 1];
			const vz = places[3 * d + 2] - places[3 * c + 2];
			const nx = uy * vz - uz * vy;
			const ny = uz * vx - ux * vz;
			const nz = ux * vy - uy * vx;
			const length = Math.sqrt(nx * nx + ny * ny + nz * nz) || 1;
			normals[3 * i] = nx / length;
			normals[3 * i + 1] = ny / length;
			normals[3 * i + 2] = nz / length;
		}
	}
}
