import { IMAGE_SIZE } from "./keypoints";

/**
 * Coordinates may lie half an image beyond its border, from -48 to 143: people
 * mark points that the picture cuts off, but not farther out than that.
 */
export const LOWEST_COORDINATE = -IMAGE_SIZE / 2;
export const HIGHEST_COORDINATE = IMAGE_SIZE - 1 + IMAGE_SIZE / 2;
