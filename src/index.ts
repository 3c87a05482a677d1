/**
 * facial-keypoints: find 15 points on grey images of faces.
 *
 * The rooms in the order in which data goes through them; each imports only
 * from those before it.
 */
export * from "./augment";
export * from "./backend";
export * from "./base";
export * from "./dataset";
export * from "./download";
export * from "./drawn";
export * from "./evaluate";
export * from "./face";
export * from "./kaggle";
export * from "./model";
export * from "./photo";
export * from "./plot";
export * from "./published";
export * from "./run";
export * from "./submit";
export * from "./train";
export * from "./youtube";
