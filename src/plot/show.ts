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
	// tslab's own display sends one form at a time; two forms of one figure must
	// come in one message, or both are shown.
	const kernel = require("tslab/dist/jupyter");
	if (typeof kernel.lastWriteDisplayData !== "function")
		throw new Error(
			"showFigure: missing notebook: figures are shown under a notebook's cell; expected to run on the TypeScript kernel (elsewhere, write figure.png to a file)",
		);
	const { [PLOT]: plot, ...picture } = figure.toMimeBundle();
	kernel.lastWriteDisplayData(
		{
			data: still ? picture : { [PLOT]: plot, ...picture },
			metadata: {},
			transient: id === undefined ? {} : { display_id: id },
		},
		update,
	);
}
