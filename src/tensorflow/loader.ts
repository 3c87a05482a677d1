import koffi from "koffi";

export type Library = ReturnType<typeof koffi.load>;

// Linux and macOS number these flags of dlopen differently.
const DLOPEN_FLAGS = {
	linux: { file: "libc.so.6", now: 0x2, global: 0x100, noDelete: 0x1000 },
	darwin: { file: "libSystem.B.dylib", now: 0x2, global: 0x8, noDelete: 0x80 },
};

/**
 * The C library.
 *
 * @throws where the platform has no known loader
 */
export function loadLibc(): Library {
	return koffi.load(flagsHere().file);
}

/**
 * Loads a library into the process, for good, so that those behind it find it.
 *
 * It stays until the process has ended (`RTLD_NODELETE`): TensorFlow's threads
 * outlive its unloading, and the process would crash at exit.
 *
 * @param file an absolute path, or a name that the system knows
 * @throws with what the loader says
 */
export function loadForGood(libc: Library, file: string): void {
	const flags = flagsHere();
	const dlopen = libc.func("uintptr dlopen(const char *file, int flags)");
	const dlerror = libc.func("str dlerror()");
	if (!dlopen(file, flags.now | flags.global | flags.noDelete))
		throw new Error(dlerror());
}

function flagsHere() {
	const flags = DLOPEN_FLAGS[process.platform as keyof typeof DLOPEN_FLAGS];
	if (!flags)
		throw new Error(
			`loadCApi: unknown platform: ${process.platform}; expected linux or darwin (on Windows use WSL 2)`,
		);
	return flags;
}
