import { element, say, sayError } from "./dom";
import { startLabelling } from "./labelView";
import { startPhotos } from "./photoView";
import { Predictor } from "./predictor";
import { startWebcam } from "./webcamView";

const VIEWS = ["photo", "webcam", "label"] as const;

const predictor = new Predictor();
const forced = new URLSearchParams(location.search).get("backend") ?? undefined;
const started = predictor.ask<"start">({ kind: "start", forced });
const photos = startPhotos(predictor, started);
const webcam = startWebcam(predictor, started, photos.open);
const labelling = startLabelling(predictor, started);

started.then(
	({ backend, model }) => {
		element("computing").textContent = `${model} on ${backend}`;
		document.documentElement.dataset.ready = "yes";
	},
	(error) => {
		element("computing").textContent = "does not compute";
		sayError(error);
	},
);

/** Shows the view that the address names, and puts the others to rest. */
function showView(): void {
	const wanted = location.hash.slice(1);
	const shown = VIEWS.find((view) => view === wanted) ?? "photo";
	for (const view of VIEWS) {
		element(view).hidden = view !== shown;
		const link = document.querySelector(`nav a[href="#${view}"]`);
		if (view === shown) link?.setAttribute("aria-current", "page");
		else link?.removeAttribute("aria-current");
	}
	say("");
	if (shown !== "webcam") webcam.stop();
	if (shown === "label") labelling.show();
}

/** Photos by drag and drop and by paste go to the view that is shown. */
function takeFiles(files: Iterable<File>): void {
	const photosAmong = [...files];
	if (photosAmong.length === 0) return;
	if (!element("label").hidden) labelling.add(photosAmong);
	else {
		location.hash = "photo";
		photos.open(photosAmong[0]);
	}
}

addEventListener("hashchange", showView);
addEventListener("paste", ({ clipboardData }) => {
	takeFiles(clipboardData?.files ?? []);
});
addEventListener("dragover", (event) => {
	event.preventDefault();
	document.documentElement.classList.add("dropping");
});
for (const type of ["dragleave", "drop"] as const)
	addEventListener(type, () =>
		document.documentElement.classList.remove("dropping"),
	);
addEventListener("drop", (event) => {
	event.preventDefault();
	takeFiles(event.dataTransfer?.files ?? []);
});
showView();

if (document.documentElement.dataset.offline && "serviceWorker" in navigator)
	navigator.serviceWorker.register("offline.js").catch((error) => {
		console.warn("The page is not kept for times without a network:", error);
	});
