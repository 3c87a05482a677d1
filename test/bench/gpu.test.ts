import { expect } from "chai";
import type { Name } from "../../bench/gpu/contenders";
import type { Cell, Measured } from "../../bench/gpu/measure";
import { ratioOf, reportOf } from "../../bench/gpu/report";

/** What contenders did at one batch size: images a second, or why they failed. */
function rowOf(figures: Partial<Record<Name, number[] | string>>) {
	const cells = Object.entries(figures).map(([name, found]): [Name, Cell] => [
		name as Name,
		typeof found === "string"
			? { imagesPerSecond: [], waiting: [], error: found }
			: { imagesPerSecond: found ?? [], waiting: [] },
	]);
	return new Map(cells);
}

const measured = (...rows: ReturnType<typeof rowOf>[]): Measured => ({
	model: "cnn",
	cells: new Map(rows.map((row, i) => [64 * (i + 1), row])),
});

describe("the benchmark of GPUs", () => {
	it("ends with the smallest ratio to PyTorch, of the faster of the GPU's two ways", () => {
		const first = rowOf({ webgpu: [300], cuda: [500], pytorch: [1000] });
		const second = rowOf({ webgpu: [900], cuda: [700], pytorch: [1000] });
		expect(ratioOf([measured(first, second)])).to.equal(
			"gpu-over-pytorch 0.50",
		);
	});

	it("ends with the ratio to the CPU where there is no PyTorch", () => {
		const row = rowOf({ webgpu: [4000, 5000, 6000], cpu: [200, 250, 300] });
		expect(ratioOf([measured(row)])).to.equal("gpu-over-cpu 20.00");
	});

	it("leaves out a batch size at which somebody failed, and says why", () => {
		const good = rowOf({ webgpu: [100], cpu: [50] });
		const bad = rowOf({ webgpu: "out of memory", cpu: [60] });
		const both = measured(good, bad);
		expect(ratioOf([both])).to.equal("gpu-over-cpu 2.00");
		expect(reportOf(both)).to.match(/- WebGPU, batch 128: out of memory/);
	});

	it("has no ratio where only the CPU computed", () => {
		expect(ratioOf([measured(rowOf({ cpu: [200] }))])).to.equal(undefined);
	});
});
