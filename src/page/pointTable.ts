import { create, element } from "./dom";
import { NAMED_POINTS } from "./names";
import { percent, type ShownPoint, type Stage } from "./stage";

/** The points as a table; a row and its point on the photo light up together. */
export class PointTable {
	private readonly rows: HTMLTableRowElement[];

	constructor(stage: Stage) {
		this.rows = NAMED_POINTS.map(({ words }, i) => {
			const row = create("tr", {}, create("th", { scope: "row" }, words));
			for (let column = 0; column < 3; column++) row.append(create("td"));
			const point = stage.points[i];
			const light = (on: boolean) => {
				for (const each of [row, point]) each.classList.toggle("lit", on);
			};
			for (const each of [row, point]) {
				each.addEventListener("pointerenter", () => light(true));
				each.addEventListener("pointerleave", () => light(false));
			}
			point.addEventListener("focus", () => light(true));
			point.addEventListener("blur", () => light(false));
			return row;
		});
		element("photo-table")
			.querySelector("tbody")
			?.append(...this.rows);
	}

	clear(): void {
		for (const row of this.rows)
			for (const cell of row.querySelectorAll("td")) cell.textContent = "";
	}

	show(points: readonly ShownPoint[]): void {
		points.forEach(({ x, y, confidence }, i) => {
			const cells = this.rows[i].querySelectorAll("td");
			cells[0].textContent = x.toFixed(1);
			cells[1].textContent = y.toFixed(1);
			cells[2].textContent =
				confidence === undefined ? "–" : percent(confidence);
		});
	}
}
