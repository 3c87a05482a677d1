import koffi from "koffi";

/** From <sys/file.h>: exclusive, without waiting; the same on Linux, macOS and the BSDs. */
const LOCK_EX_NB = 2 | 4;

let flock: ((descriptor: number, operation: number) => number) | undefined;

/**
 * Locks an open file for this process, by the system, which releases it when the
 * file is closed or the process ends, however it ends. So no lock is ever left
 * behind, and none can be taken from a process that lives.
 *
 * @param descriptor of the open file
 * @returns false where somebody else has it locked: another process, or this one
 *   through another descriptor
 * @throws where the disk or the system knows no locks
 */
export function tryLock(descriptor: number): boolean {
	flock ??= koffi.load(null).func("int flock(int, int)");
	if (flock(descriptor, LOCK_EX_NB) === 0) return true;
	const code = koffi.errno();
	if (code === koffi.os.errno.EWOULDBLOCK) return false;
	const known = Object.entries(koffi.os.errno).find(([, n]) => n === code);
	throw new Error(
		`tryLock: the disk gives no locks (${known?.[0] ?? code}); expected a folder on another disk`,
	);
}
