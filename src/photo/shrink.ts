import type { GreyPicture } from "./crop";

/**
 * A picture at a whole fraction of its size: each pixel the mean of a block of
 * `factor` by `factor`. What does not fill a block at the right and the bottom is
 * left out.
 */
export function shrink(picture: GreyPicture, factor: number): GreyPicture {
	if (factor === 1) return picture;
	const width = Math.floor(picture.width / factor);
	const height = Math.floor(picture.height / factor);
	const grey = new Uint8Array(width * height);
	const sums = new Uint32Array(width);
	for (let y = 0; y < height; y++) {
		sums.fill(0);
		for (let row = y * factor; row < (y + 1) * factor; row++)
			for (let x = 0; x < width; x++)
				for (let i = 0; i < factor; i++)
					sums[x] += picture.grey[row * picture.width + x * factor + i];
		for (let x = 0; x < width; x++)
			grey[y * width + x] = Math.round(sums[x] / (factor * factor));
	}
	return { width, height, grey };
}
