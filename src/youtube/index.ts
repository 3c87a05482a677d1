export type { About } from "./about";
export { downloadYouTubeFaces, type YouTubeFacesOptions } from "./download";
export {
	type FramesOrigin,
	YOUTUBE_FACES,
	YOUTUBE_FACES_TERMS,
} from "./origin";
export type { PictureFormat } from "./picture";
export { TEST_PEOPLE } from "./testPeople";
export { isCompetitionFormat } from "./write";
