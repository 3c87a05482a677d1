import { GPU_WHEEL } from "./wheels.mjs";

const LIBRARIES = ["*/lib/*.so*"];

/**
 * TensorFlow's wheel for NVIDIA's GPUs, and those that its extra `and-cuda` asks
 * for: the newest of CUDA 12. cuDNN is 9.10.2, since its successors leave out GPUs
 * older than Turing, for which TensorFlow still has kernels.
 *
 * @type {import("./wheels.mjs").Wheel[]}
 */
export const CUDA_WHEELS = [
	GPU_WHEEL,
	{
		name: "nvidia-cuda-runtime-cu12",
		version: "12.9.79",
		tag: "manylinux2014_x86_64",
		sha256: "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
		megabytes: 4,
		unpacked: 1,
		take: LIBRARIES,
	},
	{
		name: "nvidia-nvjitlink-cu12",
		version: "12.9.86",
		tag: "manylinux2010_x86_64",
		sha256: "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
		megabytes: 40,
		unpacked: 96,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cuda-nvrtc-cu12",
		version: "12.9.86",
		tag: "manylinux2010_x86_64",
		sha256: "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
		megabytes: 90,
		unpacked: 228,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cuda-nvcc-cu12",
		version: "12.9.86",
		tag: "manylinux2010_x86_64",
		sha256: "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
		megabytes: 41,
		unpacked: 36,
		take: ["*/bin/ptxas", "*/libdevice.10.bc"],
	},
	{
		name: "nvidia-cublas-cu12",
		version: "12.9.3.13",
		tag: "manylinux_2_27_x86_64",
		sha256: "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
		megabytes: 582,
		unpacked: 856,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cufft-cu12",
		version: "11.4.1.4",
		tag: "manylinux2014_x86_64",
		sha256: "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
		megabytes: 201,
		unpacked: 294,
		take: LIBRARIES,
	},
	{
		name: "nvidia-curand-cu12",
		version: "10.3.10.19",
		tag: "manylinux_2_27_x86_64",
		sha256: "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
		megabytes: 69,
		unpacked: 167,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cusparse-cu12",
		version: "12.5.10.65",
		tag: "manylinux2014_x86_64",
		sha256: "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
		megabytes: 367,
		unpacked: 487,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cusolver-cu12",
		version: "11.7.5.82",
		tag: "manylinux_2_27_x86_64",
		sha256: "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
		megabytes: 339,
		unpacked: 495,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cudnn-cu12",
		version: "9.10.2.21",
		tag: "manylinux_2_27_x86_64",
		sha256: "949452be657fa16687d0930933f032835951ef0892b37d2d53824d1a84dc97a8",
		megabytes: 707,
		unpacked: 1054,
		take: LIBRARIES,
	},
	{
		name: "nvidia-nccl-cu12",
		version: "2.32.3",
		tag: "manylinux_2_27_x86_64",
		sha256: "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c",
		megabytes: 352,
		unpacked: 474,
		take: LIBRARIES,
	},
	{
		name: "nvidia-cuda-cupti-cu12",
		version: "12.8.90",
		tag: "manylinux2014_x86_64",
		sha256: "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182",
		megabytes: 11,
		unpacked: 42,
		take: LIBRARIES,
	},
];

/**
 * The CUDA libraries that TensorFlow looks for when it starts, each behind those
 * that it needs itself.
 */
export const CUDA_LIBRARIES = [
	"nvidia/cuda_runtime/lib/libcudart.so.12",
	"nvidia/nvjitlink/lib/libnvJitLink.so.12",
	"nvidia/cuda_nvrtc/lib/libnvrtc.so.12",
	"nvidia/cublas/lib/libcublasLt.so.12",
	"nvidia/cublas/lib/libcublas.so.12",
	"nvidia/cufft/lib/libcufft.so.11",
	"nvidia/cusparse/lib/libcusparse.so.12",
	"nvidia/cusolver/lib/libcusolver.so.11",
	"nvidia/cudnn/lib/libcudnn.so.9",
];

/** What these libraries ask of the machine. */
export const CUDA_NEEDS = {
	cuda: "12.9",
	cudnn: "9.10",
	/** NVIDIA's for all of CUDA 12 on Linux. */
	driver: "525.60.13",
	/** TensorFlow 2.21 has kernels from `sm_60` to `compute_90`. */
	oldestGpu: 6,
	/** Newer GPUs refuse TensorFlow's kernels: tensorflow/tensorflow #89272. */
	newestGpu: 9,
};
