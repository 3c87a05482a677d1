import { attempt, create, element, say } from "./dom";
import { shownPoints } from "./photoView";
import type { Predictor } from "./predictor";
import type { Answers } from "./protocol";
import { Stage } from "./stage";

/** Frames over which the rate is averaged. */
const AVERAGED = 20;

/** The view of the webcam, whose points move with the face. */
export function startWebcam(
	predictor: Predictor,
	started: Promise<Answers["start"]>,
	keep: (photo: Blob) => void,
): { stop(): void } {
	const video = create("video", { muted: true, playsInline: true });
	const stage = new Stage(element("webcam-stage"), video);
	let stream: MediaStream | undefined;

	const show = (isOn: boolean) => {
		element("webcam-start").hidden = isOn;
		element("webcam-stop").hidden = !isOn;
		element("webcam-keep").hidden = !isOn;
		element("webcam-stage").hidden = !isOn;
		element("webcam-hint").hidden = isOn;
		element("webcam-rate").textContent = "";
	};
	const stop = () => {
		for (const track of stream?.getTracks() ?? []) track.stop();
		stream = undefined;
		video.srcObject = null;
		show(false);
	};
	const start = async () => {
		say("Waiting for the webcam…");
		const mine = await openWebcam();
		stream = mine;
		video.srcObject = mine;
		await video.play();
		await started;
		show(true);
		stage.clear();
		say("");
		mine.getVideoTracks()[0]?.addEventListener("ended", () => {
			if (stream !== mine) return;
			stop();
			say("The webcam has ended.", true);
		});
		await follow(() => stream === mine);
	};

	/** Predicts frame after frame, each as soon as the one before is done. */
	const follow = async (isOn: () => boolean) => {
		const times: number[] = [];
		for (let restart = true; isOn(); restart = false) {
			const frame = await createImageBitmap(video);
			const asked = performance.now();
			const result = await predictor.ask<"follow">(
				{ kind: "follow", frame, restart },
				{ transfer: [frame] },
			);
			if (!isOn()) return;
			stage.setSize(result.width, result.height);
			if (result.isFace === false) {
				stage.clear();
				times.length = 0;
				element("webcam-rate").textContent = "Looking for a face…";
			} else {
				stage.setPoints(shownPoints(result));
				times.push(performance.now());
				if (times.length > AVERAGED) times.shift();
				showRate(times, performance.now() - asked);
			}
			await nextFrame(video);
		}
	};

	element("webcam-start").addEventListener("click", () =>
		attempt(() =>
			start().catch((error) => {
				stop();
				throw error;
			}),
		),
	);
	element("webcam-stop").addEventListener("click", stop);
	element("webcam-keep").addEventListener("click", () =>
		attempt(async () => {
			const photo = await stillOf(video);
			location.hash = "photo";
			keep(photo);
		}),
	);
	return { stop };
}

function showRate(times: number[], last: number): void {
	const [first] = times;
	const passed = times[times.length - 1] - first;
	const rate = times.length > 1 ? (1000 * (times.length - 1)) / passed : 0;
	const output = element("webcam-rate");
	output.dataset.milliseconds = last.toFixed(1);
	output.textContent = `${rate.toFixed(rate < 10 ? 1 : 0)} frames/s, ${last.toFixed(0)} ms each`;
}

/** When the webcam has another picture; soon, where the browser does not tell. */
function nextFrame(video: HTMLVideoElement): Promise<unknown> {
	return new Promise((resolve) => {
		if ("requestVideoFrameCallback" in video)
			video.requestVideoFrameCallback(resolve);
		else requestAnimationFrame(resolve);
		setTimeout(resolve, 100); // a paused video has no next frame
	});
}

async function openWebcam(): Promise<MediaStream> {
	if (!navigator.mediaDevices)
		throw new Error(
			"The browser gives the webcam to pages of this machine and of https sites only. Open this page under one.",
		);
	try {
		return await navigator.mediaDevices.getUserMedia({
			video: { width: { ideal: 640 }, facingMode: "user" },
		});
	} catch (error) {
		throw new Error(WHY[(error as Error).name] ?? (error as Error).message);
	}
}

const WHY: Record<string, string> = {
	NotAllowedError:
		"The browser may not use the webcam. Allow it for this page in the browser's address bar.",
	NotFoundError: "There is no webcam on this machine.",
	NotReadableError: "Another program is using the webcam. End it first.",
};

async function stillOf(video: HTMLVideoElement): Promise<Blob> {
	const canvas = document.createElement("canvas");
	[canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
	canvas.getContext("2d")?.drawImage(video, 0, 0);
	const blob = await new Promise<Blob | null>((resolve) =>
		canvas.toBlob(resolve, "image/png"),
	);
	if (!blob) throw new Error("The browser cannot keep this picture.");
	return new File([blob], "webcam.png", { type: "image/png" });
}
