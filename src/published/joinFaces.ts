import { type Faces, type LabelledFaces, labelsOf } from "../dataset";

/** Faces of one file behind one another; what the first says of the file stays. */
export function joinFaces(parts: readonly Faces[]): LabelledFaces {
	const images = new Uint8Array(sumOf(parts, ({ images }) => images.length));
	const labels = new Float32Array(
		sumOf(parts, (part) => labelsOf(part).length),
	);
	let [image, label] = [0, 0];
	for (const part of parts) {
		images.set(part.images, image);
		const own = labelsOf(part);
		labels.set(own, label);
		image += part.images.length;
		label += own.length;
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
		labels,
	};
}

function sumOf(parts: readonly Faces[], of: (part: Faces) => number): number {
	return parts.reduce((sum, part) => sum + of(part), 0);
}
