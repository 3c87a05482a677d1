import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { writeAtomically } from "../train";
import type { Figure } from "./figure";

/**
 * Writes a figure to a file: a picture (`.png`), or a page (`.html`) that shows it
 * with Plotly, offline, to zoom and to read off values.
 *
 * @throws where the name ends otherwise, or the figure is a picture only
 */
export async function saveFigure(figure: Figure, path: string): Promise<void> {
	const kind = extname(path).toLowerCase();
	if (kind === ".png")
		return writeAtomically(path, (file) => file.writeFile(figure.png));
	if (kind !== ".html")
		throw new Error(
			`saveFigure: unknown kind of file: ${path}; expected a name that ends in .png or .html`,
		);
	if (!figure.plotly)
		throw new Error(
			`saveFigure: invalid figure for ${path}: it is a picture only; expected a name that ends in .png`,
		);
	const library = await readFile(require.resolve("plotly.js-dist"), "utf8");
	// A "<" in the data must not end the script that it stands in.
	const plot = JSON.stringify(figure.plotly).replaceAll("<", "\\u003c");
	const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>facial-keypoints</title>
<div id="figure"></div>
<script>${library}</script>
<script>
const { data, layout } = ${plot};
Plotly.newPlot("figure", data, layout);
</script>
</html>
`;
	return writeAtomically(path, (file) => file.writeFile(page));
}
