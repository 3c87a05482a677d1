import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import {
	type Faces,
	faceCount,
	labelsOf,
	loadFaces,
	locateData,
	selectFaces,
} from "../../src/dataset";

/** Faces that every contender trains on: what the longest request takes. */
export const FACES = 1088;

/** Adam's, for both models: so low that neither diverges. */
export const LEARNING_RATE = 3e-4;

/** The same faces for every contender, in the same order. */
export async function benchFaces(): Promise<Faces> {
	const faces = await loadFaces(locateData().training);
	const indices = Array.from({ length: FACES }, (_, i) => i % faceCount(faces));
	return selectFaces(faces, indices);
}

/** Writes faces as Python reads them: images.bin uint8, labels.bin float32. */
export function writeFaces(folder: string, faces: Faces): void {
	writeFileSync(join(folder, "images.bin"), faces.images);
	writeFileSync(join(folder, "labels.bin"), bytesOf(labelsOf(faces)));
}

/** Writes a model's weights layer by layer: names and shapes, and float32 values. */
export function writeWeights(folder: string, network: tf.LayersModel): void {
	const layers = network.layers.filter(({ weights }) => weights.length > 0);
	const shapes = layers.map((layer) => ({
		name: layer.name,
		shapes: layer.getWeights().map(({ shape }) => shape),
	}));
	const values = layers.flatMap((layer) =>
		layer.getWeights().map((weight) => bytesOf(weight.dataSync())),
	);
	writeFileSync(join(folder, "weights.json"), JSON.stringify(shapes));
	writeFileSync(join(folder, "weights.bin"), Buffer.concat(values));
}

/**
 * A copy of a model, made of TensorFlow.js's own layers alone, with other
 * dropout: its own, of the same rates, or none. The caller disposes it.
 */
export async function stockCopy(
	network: tf.LayersModel,
	dropout: "own" | "none",
): Promise<tf.LayersModel> {
	const topology = network.toJSON(undefined, false) as unknown as Topology;
	for (const layer of topology.config.layers) {
		if (layer.class_name !== "SeededDropout") continue;
		const { name, rate } = layer.config;
		layer.class_name = "Dropout";
		layer.config = { name, rate: dropout === "own" ? rate : 0 };
	}
	const copy = await tf.models.modelFromJSON({
		modelTopology: topology,
	} as unknown as tf.io.ModelJSON);
	copy.setWeights(network.getWeights());
	return copy;
}

interface Topology {
	config: {
		layers: { class_name: string; config: Record<string, unknown> }[];
	};
}

function bytesOf(values: {
	buffer: ArrayBufferLike;
	byteOffset: number;
	byteLength: number;
}) {
	return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
