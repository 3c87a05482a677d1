/** TensorFlow's version, on every platform. */
export const VERSION = "2.21.0";

/**
 * A wheel of the Python index, and what is taken of it. Its Python version (3.12)
 * is that of no Python here: only its libraries are used.
 *
 * @typedef {{ name: string, version: string, tag: string, sha256: string,
 *   megabytes: number, unpacked: number, take: string[] }} Wheel
 */

const LINUX = ["libtensorflow_cc.so.2", "libtensorflow_framework.so.2"];
const MACOS = ["libtensorflow_cc.2.dylib", "libtensorflow_framework.2.dylib"];

/**
 * A wheel of TensorFlow, of which its two libraries are taken, the one with the C API first.
 *
 * @param {string[]} libraries
 * @param {Omit<Wheel, "version" | "take">} wheel
 * @returns {Wheel}
 */
const tensorflow = (libraries, wheel) => ({
	...{ version: VERSION, ...wheel },
	take: libraries.map((name) => `tensorflow/${name}`),
});

/**
 * TensorFlow's wheel for the CPU, by platform.
 *
 * @type {Record<string, Wheel>}
 */
export const CPU_WHEELS = {
	"linux-x64": tensorflow(LINUX, {
		name: "tensorflow-cpu",
		tag: "manylinux_2_27_x86_64",
		sha256: "dcc8afd32930e42d5296b6ee19078b773706830af4ea97fbe503b9f5e0f820cb",
		megabytes: 274,
		unpacked: 853,
	}),
	"linux-arm64": tensorflow(LINUX, {
		name: "tensorflow",
		tag: "manylinux_2_27_aarch64",
		sha256: "b07d15737406533898e36c7ef7944b1be18e9028dc521b9229952c537bbc5552",
		megabytes: 282,
		unpacked: 883,
	}),
	"darwin-arm64": tensorflow(MACOS, {
		name: "tensorflow",
		tag: "macosx_12_0_arm64",
		sha256: "56ecd7d47429acbe1df2694d50b75bf9fc3995ac92cb367cd9af6c4780ead712",
		megabytes: 223,
		unpacked: 741,
	}),
};

/** TensorFlow's wheel for NVIDIA's GPUs; it computes on the CPU too. */
export const GPU_WHEEL = tensorflow(LINUX, {
	name: "tensorflow",
	tag: "manylinux_2_27_x86_64",
	sha256: "b3b95643c4e70eb925839938fb35cbe142f317ec84af6844ee61513713bb13c0",
	megabytes: 573,
	unpacked: 1260,
});
