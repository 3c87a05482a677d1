import { clamp } from "./curve";
import { blurGrid } from "./grid";
import type { Mesh } from "./mesh";
import type { Light } from "./shot";

/** Side of the shadow map, in cells, and what it covers, in distances between the eyes. */
const SHADOW_CELLS = 80;
const SHADOW_REACH = 2.6;
/** Shadows are looked up at this distance from the skin. */
const OFFSET = 0.05;
const BIAS = 0.05;
const SHADOW_CELL = (2 * SHADOW_REACH) / SHADOW_CELLS;

type Direction = readonly [x: number, y: number, z: number];

/** Light on a mesh, for each of its points. */
export interface Shading {
	/** How much of its reflectance a point sends to the camera. */
	diffuse: Float32Array;
	/** What it mirrors on top. */
	shine: Float32Array;
}

/**
 * Lights meshes: ambient light from above and around, a strong light that throws
 * shadows, and a weak one from another side; mirrored light after Blinn and Phong.
 *
 * @param casters the meshes that throw shadows
 */
export function createLighting(
	light: Light,
	casters: readonly Mesh[],
): (mesh: Mesh) => Shading {
	const key = directionOf(light.azimuth, light.elevation);
	const fill = directionOf(light.fillAzimuth, 0.3);
	const shadow = createShadow(key, casters, light.soft);
	const half = halfway(key);
	const wrap = 0.05 + 0.35 * light.soft;
	return (mesh) => {
		const { columns, rows, normals, openness } = mesh;
		const count = columns * rows;
		const diffuse = new Float32Array(count);
		const shine = new Float32Array(count);
		const free = lookUpShadow(mesh, key, shadow);
		for (let i = 0; i < count; i++) {
			const front = mesh.twoSided && normals[3 * i + 2] < 0 ? -1 : 1;
			const nx = front * normals[3 * i];
			const ny = front * normals[3 * i + 1];
			const nz = front * normals[3 * i + 2];
			const facing = nx * key[0] + ny * key[1] + nz * key[2];
			// Light goes a little round the edge in skin, and with large lamps.
			const direct = Math.max(0, (facing + wrap) / (1 + wrap));
			const other = Math.max(
				0,
				(nx * fill[0] + ny * fill[1] + nz * fill[2] + 0.3) / 1.3,
			);
			diffuse[i] =
				openness[i] * light.ambient * (0.75 - 0.25 * ny) +
				light.key * direct * free[i] * (0.5 + 0.5 * openness[i]) +
				light.fill * other * openness[i];
			const mirrored = Math.max(0, nx * half[0] + ny * half[1] + nz * half[2]);
			shine[i] = mesh.shine * light.key * free[i] * mirrored ** 18;
		}
		return { diffuse, shine };
	};
}

/** How far each point of a mesh is out of the shadows, evened out over its neighbours. */
function lookUpShadow(
	{ columns, rows, places, normals, twoSided }: Mesh,
	key: Direction,
	shadow: Shadow,
): Float32Array {
	const free = new Float32Array(columns * rows);
	for (let i = 0; i < free.length; i++) {
		const front = twoSided && normals[3 * i + 2] < 0 ? -1 : 1;
		const nx = front * normals[3 * i];
		const ny = front * normals[3 * i + 1];
		const nz = front * normals[3 * i + 2];
		const facing = nx * key[0] + ny * key[1] + nz * key[2];
		// From a little above the skin, so that it does not shade itself.
		free[i] = shadow(
			places[3 * i] + OFFSET * nx,
			places[3 * i + 1] + OFFSET * ny,
			places[3 * i + 2] + OFFSET * nz,
			BIAS * (1 + 3 * (1 - Math.max(0, facing))),
		);
	}
	return blurGrid(free, columns, rows, 1);
}

function directionOf(azimuth: number, elevation: number): Direction {
	return [
		Math.sin(azimuth) * Math.cos(elevation),
		-Math.sin(elevation),
		Math.cos(azimuth) * Math.cos(elevation),
	];
}

/** Between the light and the camera, which looks along z. */
function halfway([x, y, z]: Direction): Direction {
	const length = Math.hypot(x, y, z + 1);
	return [x / length, y / length, (z + 1) / length];
}

/** How far a place is out of the shadows, 0 to 1; what is nearer than `bias` throws none. */
type Shadow = (x: number, y: number, z: number, bias: number) => number;

/** The shadows that meshes throw. */
function createShadow(
	direction: Direction,
	casters: readonly Mesh[],
	soft: number,
): Shadow {
	const across = 1 / Math.hypot(direction[0], direction[2]);
	const [rightX, rightZ] = [direction[2] * across, -direction[0] * across];
	const [downX, downY, downZ] = [
		-direction[1] * rightZ,
		direction[2] * rightX - direction[0] * rightZ,
		direction[1] * rightX,
	];
	// Downwards is right x direction, turned so that it points along +y.
	const sign = downY < 0 ? -1 : 1;
	const nearest = new Float32Array(SHADOW_CELLS * SHADOW_CELLS).fill(-1e9);
	const column = (x: number, z: number) =>
		(x * rightX + (z + 0.5) * rightZ + SHADOW_REACH) / SHADOW_CELL;
	const row = (x: number, y: number, z: number) =>
		(sign * (x * downX + (y + 0.1) * downY + (z + 0.5) * downZ) +
			SHADOW_REACH) /
		SHADOW_CELL;
	const depth = (x: number, y: number, z: number) =>
		x * direction[0] + y * direction[1] + z * direction[2];
	for (const { places } of casters) {
		for (let i = 0; i < places.length; i += 3) {
			const [x, y, z] = [places[i], places[i + 1], places[i + 2]];
			const c = Math.floor(column(x, z));
			const r = Math.floor(row(x, y, z));
			if (c < 0 || r < 0 || c >= SHADOW_CELLS || r >= SHADOW_CELLS) continue;
			const cell = r * SHADOW_CELLS + c;
			const d = depth(x, y, z);
			if (d > nearest[cell]) nearest[cell] = d;
		}
	}
	const blur = 0.1 + 0.35 * soft;
	const open = (c: number, r: number, d: number, bias: number) => {
		if (c < 0 || r < 0 || c >= SHADOW_CELLS || r >= SHADOW_CELLS) return 1;
		return 1 - clamp((nearest[r * SHADOW_CELLS + c] - d - bias) / blur, 0, 1);
	};
	return (x, y, z, bias) => {
		const [c, r] = [column(x, z) - 0.5, row(x, y, z) - 0.5];
		const d = depth(x, y, z);
		const [c0, r0] = [Math.floor(c), Math.floor(r)];
		const [fc, fr] = [c - c0, r - r0];
		return (
			(open(c0, r0, d, bias) * (1 - fc) + open(c0 + 1, r0, d, bias) * fc) *
				(1 - fr) +
			(open(c0, r0 + 1, d, bias) * (1 - fc) +
				open(c0 + 1, r0 + 1, d, bias) * fc) *
				fr
		);
	};
}
