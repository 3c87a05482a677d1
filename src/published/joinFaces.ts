import { coordinatesOf, createFrame, type Faces } from "../dataset";

/** Faces of one file behind one another; what the first says of the file stays. */
export function joinFaces(parts: readonly Faces[]): Faces {
	const images = new Uint8Array(sumOf(parts, ({ images }) => images.length));
	const labels = new Float64Array(
		sumOf(parts, (part) => coordinatesOf(part).length),
	);
	let [image, label] = [0, 0];
	for (const part of parts) {
		const coordinates = coordinatesOf(part);
		images.set(part.images, image);
		labels.set(coordinates, label);
		image += part.images.length;
		label += coordinates.length;
	}
	const [first] = parts;
	return {
		...first,
		images,
		rows: Int32Array.from(parts.flatMap(({ rows }) => [...rows])),
		...(first.groups && {
			groups: Int32Array.from(
				parts.flatMap(({ groups = [] }) => Array.from(groups)),
			),
		}),
		keypoints: createFrame(labels),
	};
}

function sumOf(parts: readonly Faces[], of: (part: Faces) => number): number {
	return parts.reduce((sum, part) => sum + of(part), 0);
}
