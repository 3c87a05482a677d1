/** Colours that differ in print and for colour-blind readers (Okabe and Ito 2008). */
export const COLOURS = {
	blue: "#0072b2",
	orange: "#e69f00",
	green: "#009e73",
	red: "#d55e00",
	ink: "#222222",
	grid: "#dddddd",
	paper: "#ffffff",
} as const;
