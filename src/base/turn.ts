import * as tf from "@tensorflow/tfjs";

/**
 * Lets everything else that waits have its turn: signals, requests, a page's
 * events. Computing on a processor never does by itself, however much of it is
 * awaited, so a long loop asks for one after each part.
 */
export function giveTurn(): Promise<void> {
	return new Promise((resolve) => {
		if (typeof setImmediate === "function") setImmediate(resolve);
		else {
			// In a browser a timer would wait for four milliseconds.
			const { port1, port2 } = new MessageChannel();
			const onmessage = () => {
				port1.close();
				resolve();
			};
			Object.assign(port1, { onmessage });
			port2.postMessage(undefined);
		}
	});
}

/** Images at once on a processor: with all its cores, and with one. */
const AT_ONCE: Record<string, number> = { tensorflow: 32, wasm: 8, cpu: 8 };

/**
 * How many images are shown to a model at once, between two turns: on a processor
 * so few that Ctrl-C is heard within a second. It depends on what computes alone,
 * for the last digits of a prediction may depend on the number.
 */
export function imagesAtOnce(): number {
	return AT_ONCE[tf.getBackend()] ?? 128;
}
