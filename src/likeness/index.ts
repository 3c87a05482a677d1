export {
	describeLikeness,
	groupImages,
	type LikenessOptions,
} from "./likeness";
