import { notebook } from "../train";
import type { Figure } from "./figure";

const PLOT = "application/vnd.plotly.v1+json";

/** Where a figure is shown. */
export interface ShowOptions {
	/** A name for the place, to show another figure there later. Default none. */
	id?: string;
	/** Shows it in the place of the figure with this id. Default false. */
	update?: boolean;
	/** Shows its picture alone, which another can replace: JupyterLab keeps a plot that it has drawn. Default false. */
	still?: boolean;
}

/**
 * Shows a figure under the cell of a notebook: one output that JupyterLab draws
 * with Plotly and that code hosts show as a picture.
 *
 * @throws outside a notebook, where there is nothing to show it on
 */
export function showFigure(
	figure: Figure,
	{ id, update = false, still = false }: ShowOptions = {},
): void {
	const { [PLOT]: plot, ...picture } = figure.toMimeBundle();
	const data = still ? picture : { [PLOT]: plot, ...picture };
	const kernel = notebook();
	if (kernel) kernel.display(data, { id, update });
	else
		displayOnTslab()(
			{
				data,
				metadata: {},
				transient: id === undefined ? {} : { display_id: id },
			},
			update,
		);
}

/**
 * What plain tslab writes displays with. Its own `display` sends one form at a
 * time; two forms of one figure must come in one message, or both are shown.
 */
function displayOnTslab(): (display: object, update: boolean) => void {
	try {
		const { lastWriteDisplayData } = require("tslab/dist/jupyter");
		if (typeof lastWriteDisplayData === "function") return lastWriteDisplayData;
	} catch {} // not installed: this is no notebook of tslab's
	throw new Error(
		"showFigure: missing notebook: figures are shown under a notebook's cell; expected to run on the TypeScript kernel (elsewhere, write figure.png to a file)",
	);
}
