export { SAMPLE_VERSION, type SampleOptions, writeSample } from "./write";
