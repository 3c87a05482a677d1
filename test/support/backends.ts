import * as tf from "@tensorflow/tfjs";
import { BACKEND_NAMES, startBackend } from "../../src/backend";

/**
 * Runs a group of tests once on every backend that is installed here.
 * TensorFlow.js's plain backend always is.
 */
export function onEveryBackend(tests: (backend: string) => void): void {
	for (const name of BACKEND_NAMES)
		describe(`on the backend ${name}`, () => {
			before(async function () {
				await startBackend();
				if (!tf.engine().registryFactory[name]) this.skip();
				// The plain backend greets its users, but not in production.
				tf.env().set("PROD", true);
				await tf.setBackend(name);
			});
			after(async () => {
				await tf.setBackend((await startBackend()).name);
			});
			tests(name);
		});
}
