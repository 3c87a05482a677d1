import { IMAGE_SIZE } from "../face";

/**
 * An affine map of the plane: (x, y) goes to
 * (`xx` x + `xy` y + `x0`, `yx` x + `yy` y + `y0`), in pixels.
 */
export interface Affine {
	xx: number;
	xy: number;
	x0: number;
	yx: number;
	yy: number;
	y0: number;
}

const CENTRE = (IMAGE_SIZE - 1) / 2;

/** A linear map about the image's centre, its matrix given row by row. */
export function aboutCentre(
	xx: number,
	xy: number,
	yx: number,
	yy: number,
): Affine {
	return {
		...{ xx, xy, x0: CENTRE - CENTRE * xx - CENTRE * xy },
		...{ yx, yy, y0: CENTRE - CENTRE * yx - CENTRE * yy },
	};
}

/** Mirrored left to right: x goes to 95 - x. */
export const flippedSideways = () => aboutCentre(-1, 0, 0, 1);

/** Mirrored upside down: y goes to 95 - y. */
export const flippedUpright = () => aboutCentre(1, 0, 0, -1);

/** Turned counter-clockwise as one looks at the picture, whose y points down. */
export function rotation(degrees: number): Affine {
	const angle = (degrees * Math.PI) / 180;
	const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
	return aboutCentre(cos, sin, -sin, cos);
}

/** Enlarged by a factor. */
export function scaling(factor: number): Affine {
	return aboutCentre(factor, 0, 0, factor);
}

/** Moved to the right and down. */
export function shift(right: number, down: number): Affine {
	return { xx: 1, xy: 0, x0: right, yx: 0, yy: 1, y0: down };
}

/** Leaning: x grows by tan(angle) for each pixel below the centre. */
export function shear(degrees: number): Affine {
	return aboutCentre(1, Math.tan((degrees * Math.PI) / 180), 0, 1);
}

/** The map that does `first`, then `second`. */
export function compose(first: Affine, second: Affine): Affine {
	const { xx, xy, yx, yy } = second;
	return {
		xx: xx * first.xx + xy * first.yx,
		xy: xx * first.xy + xy * first.yy,
		x0: xx * first.x0 + xy * first.y0 + second.x0,
		yx: yx * first.xx + yy * first.yx,
		yy: yx * first.xy + yy * first.yy,
		y0: yx * first.x0 + yy * first.y0 + second.y0,
	};
}

/** Below 0 where the map mirrors: a left hand becomes a right hand. */
export function determinant({ xx, xy, yx, yy }: Affine): number {
	return xx * yy - xy * yx;
}

/** The map back. */
export function inverse(map: Affine): Affine {
	const d = determinant(map);
	const [xx, xy] = [map.yy / d, -map.xy / d];
	const [yx, yy] = [-map.yx / d, map.xx / d];
	return {
		...{ xx, xy, x0: -(xx * map.x0 + xy * map.y0) },
		...{ yx, yy, y0: -(yx * map.x0 + yy * map.y0) },
	};
}

/** Whether a map leaves everything where it is. */
export function isIdentity({ xx, xy, x0, yx, yy, y0 }: Affine): boolean {
	return xx === 1 && xy === 0 && x0 === 0 && yx === 0 && yy === 1 && y0 === 0;
}
