export { groupImages, type LikenessOptions } from "./likeness";
