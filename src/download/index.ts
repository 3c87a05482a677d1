export { fetchAlone } from "./alone";
export { explainWriting, type Service } from "./failures";
export { type FetchRequest, fetchFile } from "./fetchFile";
export { discardPartial } from "./partial";
export { sizeOf } from "./sizeOf";
