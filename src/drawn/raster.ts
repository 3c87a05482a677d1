import type { Shading } from "./light";
import type { Mesh } from "./mesh";

/** A picture that meshes are drawn into, the nearest in front. */
export interface Raster {
	size: number;
	/** [size, size] linear light; where `depth` says that something is. */
	light: Float32Array;
	/** [size, size] nearness to the camera; -Infinity where nothing is. */
	depth: Float32Array;
}

/** Makes a raster, or clears the one that is given. */
export function clearRaster(raster: Raster): void {
	raster.light.fill(0);
	raster.depth.fill(Number.NEGATIVE_INFINITY);
}

/** Makes an empty raster of size x size pixels. */
export function createRaster(size: number): Raster {
	const raster = {
		size,
		light: new Float32Array(size * size),
		depth: new Float32Array(size * size),
	};
	clearRaster(raster);
	return raster;
}

/** Draws a mesh; `scale` is the raster's pixels for one of the picture. */
export function drawMesh(
	raster: Raster,
	mesh: Mesh,
	shading: Shading,
	scale: number,
): void {
	const { columns, rows } = mesh;
	for (let row = 0; row < rows - 1; row++) {
		for (let column = 0; column < columns - 1; column++) {
			const a = row * columns + column;
			drawTriangle(raster, mesh, shading, scale, a, a + 1, a + columns);
			drawTriangle(
				raster,
				mesh,
				shading,
				scale,
				a + 1,
				a + columns + 1,
				a + columns,
			);
		}
	}
}

function drawTriangle(
	{ size, light, depth }: Raster,
	mesh: Mesh,
	{ diffuse, shine }: Shading,
	scale: number,
	a: number,
	b: number,
	c: number,
): void {
	const { pixels, places, paintAt, paint, twoSided } = mesh;
	// A pixel's middle is half a pixel from its edge.
	const ax = (pixels[2 * a] + 0.5) * scale - 0.5;
	const ay = (pixels[2 * a + 1] + 0.5) * scale - 0.5;
	const bx = (pixels[2 * b] + 0.5) * scale - 0.5;
	const by = (pixels[2 * b + 1] + 0.5) * scale - 0.5;
	const cx = (pixels[2 * c] + 0.5) * scale - 0.5;
	const cy = (pixels[2 * c + 1] + 0.5) * scale - 0.5;
	const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
	if (area === 0 || (area < 0 && !twoSided)) return;
	const left = Math.max(0, Math.ceil(Math.min(ax, bx, cx)));
	const right = Math.min(size - 1, Math.floor(Math.max(ax, bx, cx)));
	const top = Math.max(0, Math.ceil(Math.min(ay, by, cy)));
	const bottom = Math.min(size - 1, Math.floor(Math.max(ay, by, cy)));
	if (left > right || top > bottom) return;
	const inverse = 1 / area;
	const tolerance = -1e-6;
	for (let y = top; y <= bottom; y++) {
		for (let x = left; x <= right; x++) {
			const wb = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) * inverse;
			if (wb < tolerance) continue;
			const wc = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) * inverse;
			if (wc < tolerance) continue;
			const wa = 1 - wb - wc;
			if (wa < tolerance) continue;
			const z =
				wa * places[3 * a + 2] +
				wb * places[3 * b + 2] +
				wc * places[3 * c + 2];
			const i = y * size + x;
			if (z <= depth[i]) continue;
			depth[i] = z;
			let u = wa * paintAt[2 * a] + wb * paintAt[2 * b] + wc * paintAt[2 * c];
			let v =
				wa * paintAt[2 * a + 1] +
				wb * paintAt[2 * b + 1] +
				wc * paintAt[2 * c + 1];
			const { width, height, values } = paint;
			u = u < 0 ? 0 : u > width - 1.001 ? width - 1.001 : u;
			v = v < 0 ? 0 : v > height - 1.001 ? height - 1.001 : v;
			const u0 = u | 0;
			const v0 = v | 0;
			const fu = u - u0;
			const fv = v - v0;
			const p = v0 * width + u0;
			const reflectance =
				(values[p] * (1 - fu) + values[p + 1] * fu) * (1 - fv) +
				(values[p + width] * (1 - fu) + values[p + width + 1] * fu) * fv;
			light[i] =
				reflectance * (wa * diffuse[a] + wb * diffuse[b] + wc * diffuse[c]) +
				(wa * shine[a] + wb * shine[b] + wc * shine[c]);
		}
	}
}
