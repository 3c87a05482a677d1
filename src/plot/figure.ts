/** A picture for a notebook: interactive where Plotly can draw it, a PNG everywhere else. */
export interface Figure {
	/** What Plotly draws: `data` and `layout` (https://plotly.com/javascript/reference/); absent for pictures that are pixels. */
	plotly?: { data: object[]; layout: object };
	/** The same as a picture. */
	png: Buffer;
}
