import { PhotoError, predictPhoto, readPhoto } from "../photo";
import { openRun } from "../run";
import type { Answer, Job } from "./predictor";

// The process that decodes and predicts, one photo after the other. It is ended
// from outside where a photo takes too long, and so holds nothing to be lost.

const opened = openRun(process.argv[2]);
opened.then(
	() => process.send?.({ ready: true }),
	(error) => process.send?.({ ready: false, message: error.message }),
);

process.on("message", async ({ id, bytes }: Job) => {
	const memory = () => process.memoryUsage.rss();
	try {
		const value = await predictBytes(bytes);
		process.send?.({ id, value, memory: memory() } satisfies Answer);
	} catch (error) {
		const { message } = error as Error;
		const problem = error instanceof PhotoError ? error.problem : "failure";
		process.send?.({ id, problem, message, memory: memory() } satisfies Answer);
	}
});
process.on("disconnect", () => process.exit());

async function predictBytes(bytes: Uint8Array) {
	const photo = await readPhoto({ name: "the upload", bytes });
	const { width, height } = photo;
	return { width, height, ...(await predictPhoto(await opened, photo)) };
}
