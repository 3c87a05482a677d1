export {
	COMPETITION_FILES,
	COMPETITION_PAGE,
	type CompetitionFile,
} from "./competition";
export { type Credentials, findCredentials } from "./credentials";
export {
	type DownloadedFile,
	type DownloadOptions,
	downloadCompetition,
} from "./download";
