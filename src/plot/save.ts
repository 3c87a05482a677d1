import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { writeAtomically } from "../train";
import type { Figure } from "./figure";

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

async function pageOf(figure: Figure): Promise<string> {
	const library = await readFile(require.resolve("plotly.js-dist"), "utf8");
	// A "<" in the data must not end the script that it stands in.
	const plot = JSON.stringify(figure.plotly).replaceAll("<", "\\u003c");
	return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>facial-keypoints</title>
<div id="figure"></div>
<script>${library}</script>
<script>
const { data, layout } = ${plot};
Plotly.newPlot("figure", data, layout, { displaylogo: false });
</script>
</html>
`;
}
