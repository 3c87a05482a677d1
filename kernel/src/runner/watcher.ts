import { Session } from "node:inspector";
import { Socket } from "node:net";
import { WATCHES } from "../link";

// A thread beside the one that runs cells, which a cell cannot hold up. It stops
// code that never comes to an end, and ends the process with the one that
// started it.
const link = new Socket({ fd: WATCHES, readable: true, writable: false });
link.on("data", () => {
	const session = new Session();
	session.connectToMainThread();
	session.post("Runtime.terminateExecution", () => session.disconnect());
});
link.on("error", end);
link.on("close", end);

function end(): void {
	process.kill(process.pid, "SIGKILL");
}
