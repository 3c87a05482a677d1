/**
 * The one look of all figures. Colours differ in print and for colour-blind
 * readers (Okabe and Ito 2008, https://jfly.uni-koeln.de/color/), and figures
 * bring their own paper, so that they read the same in a dark notebook and in a
 * light one.
 */
export const COLOURS = {
	blue: "#0072b2",
	orange: "#e69f00",
	green: "#009e73",
	red: "#d55e00",
	purple: "#cc79a7",
	sky: "#56b4e9",
	ink: "#222222",
	muted: "#5f5f5f",
	grid: "#dddddd",
	paper: "#ffffff",
	halo: "rgba(0, 0, 0, 0.55)",
} as const;

/** The colours of several lines, in order. */
export const SERIES = [
	COLOURS.blue,
	COLOURS.orange,
	COLOURS.green,
	COLOURS.red,
	COLOURS.purple,
	COLOURS.sky,
] as const;

/** Pixels: what fits a notebook's column, and the room for texts around a panel. */
export const SIZES = {
	width: 720,
	title: 34,
	legend: 24,
	/** From a panel down to the edge, with numbers and a label under its axis. */
	below: 52,
	/** From the edge to a panel, with numbers and a label beside its axis. */
	beside: 64,
	/** The same with the names of the 15 points. */
	names: 190,
	edge: 20,
} as const;

export const FONT = {
	family: "DejaVu Sans, Verdana, sans-serif",
	text: 12,
	label: 13,
	title: 15,
} as const;

/** From nothing to much: pale to dark blue, in steps of lightness that survive grey print. */
const RAMP = [
	[244, 244, 244],
	[158, 202, 225],
	[0, 114, 178],
	[0, 38, 77],
];

/** The colour of a share from 0 (nothing) to 1 (much). */
export function rampColour(share: number): string {
	const place = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1);
	const low = Math.min(Math.floor(place), RAMP.length - 2);
	const mix = RAMP[low].map((value, i) =>
		Math.round(value + (place - low) * (RAMP[low + 1][i] - value)),
	);
	return `rgb(${mix.join(", ")})`;
}
