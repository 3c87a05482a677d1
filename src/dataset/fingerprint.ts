import { createHash } from "node:crypto";
import { type Faces, labelsOf } from "./faces";

/**
 * A fingerprint of pixels and labels, SHA-256, the same however the file is
 * packed.
 *
 * @throws where the faces have no labels, as in a test file
 */
export function fingerprint(faces: Faces): string {
	return createHash("sha256")
		.update(faces.images)
		.update(new Uint8Array(labelsOf(faces).buffer))
		.digest("hex");
}
