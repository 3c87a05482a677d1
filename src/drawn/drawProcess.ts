import { createPainter } from "./painter";
import type { DrawAnswer } from "./processes";
import { type DrawRequest, drawRequested } from "./sequence";

// The process of drawFaces: draws each batch that it is sent, and answers it.

const seed = Number(process.argv[2]);
const paint = createPainter();

process.on("message", (batch: DrawRequest[]) => {
	let answer: DrawAnswer;
	try {
		answer = { faces: batch.map((one) => drawRequested(one, seed, paint)) };
	} catch (error) {
		answer = { error: (error as Error).message };
	}
	process.send?.(answer);
});
// Whoever drew is gone.
process.on("disconnect", () => process.exit());
// Ctrl-C reaches every process; the one that asked ends this one.
process.on("SIGINT", () => {});
