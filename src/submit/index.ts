export {
	checkSubmission,
	limitToImage,
	lookUpLocations,
	writeSubmission,
} from "./submission";
export { type Submission, submitRun } from "./submitRun";
