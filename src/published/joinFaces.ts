import { type Faces, type LabelledFaces, labelsOf } from "../dataset";

/** Faces of one file behind one another; what the first says of the file stays. */
export function joinFaces(parts: readonly Faces[]): LabelledFaces {
	const [first] = parts;
	return {
		...first,
		images: joined(
			Uint8Array,
			parts.map(({ images }) => images),
		),
		rows: joined(
			Int32Array,
			parts.map(({ rows }) => rows),
		),
		...(first.groups && {
			groups: joined(
				Int32Array,
				parts.map(({ groups = new Int32Array() }) => groups),
			),
		}),
		labels: joined(
			Float32Array,
			parts.map((part) => labelsOf(part)),
		),
	};
}

function joined<T extends Uint8Array | Int32Array | Float32Array>(
	kind: new (length: number) => T,
	parts: readonly T[],
): T {
	const whole = new kind(parts.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
