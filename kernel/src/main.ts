import { Kernel } from "./kernel";
import { readConnection, Sockets } from "./wire/sockets";

const [file] = process.argv.slice(2);
if (!file) {
	console.error(
		"kernel: missing connection file; Jupyter starts the kernel with one",
	);
	process.exit(2);
}

/** How often the kernel looks whether the Jupyter that started it is there. */
const PARENT_MS = 2000;

async function main(): Promise<void> {
	const sockets = new Sockets(readConnection(file));
	const exit = async () => {
		await kernel.close();
		await sockets.close();
		process.exit(0);
	};
	const kernel = new Kernel(sockets, exit);
	process.on("SIGINT", () => kernel.interrupt());
	process.on("SIGTERM", exit);
	// A Jupyter that is killed outright cannot end its kernels.
	const parent = process.ppid;
	setInterval(() => process.ppid !== parent && exit(), PARENT_MS).unref();
	await sockets.open((request) => kernel.handle(request));
	sockets.publish("status", { execution_state: "starting" });
}

void main();
