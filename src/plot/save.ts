import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { writeAtomically } from "../base";
import type { Figure } from "./figure";
import { COLOURS } from "./theme";

const KINDS = [".png", ".svg", ".html"];

/**
 * Checks that {@link saveFigure} can write under a name, before long work.
 *
 * @throws where the name ends otherwise
 */
export function checkFigureName(path: string): void {
	if (!KINDS.includes(extname(path).toLowerCase()))
		throw new Error(
			`saveFigure: unknown kind of file: ${path}; expected a name that ends in .png, .svg or .html`,
		);
}

/**
 * Writes a figure to a file: a picture (`.png`), a drawing that stays sharp
 * (`.svg`), or a page (`.html`) to zoom and to read off values. Each holds all
 * that it needs: none asks the network for anything.
 *
 * @throws where the name ends otherwise, or the file cannot be written
 */
export async function saveFigure(figure: Figure, path: string): Promise<void> {
	checkFigureName(path);
	const kind = extname(path).toLowerCase();
	const content =
		kind === ".png"
			? figure.png
			: kind === ".svg"
				? figure.svg
				: await pageOf(figure);
	return writeAtomically(path, (file) => file.writeFile(content));
}

/** The page scales the figure down where the window is narrower: Plotly's own way would press its texts together. */
async function pageOf(figure: Figure): Promise<string> {
	const library = await readFile(
		require.resolve("plotly.js-cartesian-dist-min"),
		"utf8",
	);
	// A "<" in the data must not end the script that it stands in.
	const plot = JSON.stringify(figure.plotly).replaceAll("<", "\\u003c");
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light">
<title>facial-keypoints</title>
<style>body { margin: 8px; overflow-x: hidden; background: ${COLOURS.paper} }</style>
<div id="figure" style="transform-origin: 0 0"></div>
<script>${library}</script>
<script>
const { data, layout } = ${plot};
const element = document.getElementById("figure");
const fit = () => {
	const scale = Math.min(1, (document.documentElement.clientWidth - 16) / layout.width);
	element.style.transform = scale < 1 ? "scale(" + scale + ")" : "";
};
addEventListener("resize", fit);
fit();
Plotly.newPlot(element, data, layout, { displaylogo: false });
</script>
</html>
`;
}
