export type { AdamStep } from "./adamStep";
export { type NormalisedBatch, replaceBatchNorm } from "./batchNormLayer";
export { type ConvolutionAttributes, convolutionOf } from "./convolution";
export { isNative } from "./isNative";
export { type Kernel, poolingOf, replaceKernelOf } from "./replaceKernel";
