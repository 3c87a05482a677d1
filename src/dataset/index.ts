export * from "./faces";
export * from "./frame";
export * from "./keypoints";
export * from "./load";
export * from "./progress";
export * from "./random";
export * from "./split";
