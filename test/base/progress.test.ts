import { expect } from "chai";
import { createProgress } from "../../src/base";

/** A stream that keeps what is written. */
function recorder(isTTY: boolean) {
	let text = "";
	const stream = {
		isTTY,
		columns: 80,
		rows: 24,
		write(piece: string) {
			text += piece;
			return true;
		},
		on() {},
		once() {},
		removeListener() {},
		cursorTo() {},
		moveCursor() {},
		clearLine() {},
		clearScreenDown() {},
	};
	return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
}

describe("createProgress", () => {
	const now = Date.now;
	let time = 0;
	beforeEach(() => {
		time = now();
		Date.now = () => time;
	});
	afterEach(() => {
		Date.now = now;
	});

	it("writes a plain line every half minute where there is no terminal", () => {
		const { stream, text } = recorder(false);
		const progress = createProgress({
			label: "reading",
			total: 80,
			unit: "MB",
			stream,
		});
		for (let second = 0; second < 70; second++) {
			progress.update(second, { loss: 0.5 });
			time += 1000;
		}
		progress.stop();
		time += 60_000;
		progress.update(80);
		expect(text()).to.equal(
			"reading: 30 of 80 MB loss 0.5\nreading: 60 of 80 MB loss 0.5\n",
		);
	});

	it("shows a bar on a terminal, and only after a second", () => {
		const { stream, text } = recorder(true);
		const progress = createProgress({
			label: "reading",
			total: 40,
			unit: "MB",
			stream,
		});
		progress.update(1);
		time += 900;
		progress.update(2);
		expect(text()).to.equal("");
		time += 200;
		progress.update(20, { loss: 0.25 });
		progress.stop();
		progress.stop();
		expect(text())
			.to.contain("reading")
			.and.contain("20/40 MB")
			.and.contain("loss 0.25");
	});

	it("shows nothing of what is done at once", () => {
		const { stream, text } = recorder(true);
		const progress = createProgress({ label: "reading", total: 2, stream });
		progress.update(2);
		progress.stop();
		expect(text()).to.equal("");
	});
});
