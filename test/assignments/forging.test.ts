import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { project } from "./submissions";

interface Ending {
	ended: "done" | "died" | "timeout";
	why?: string;
	outputs?: { text?: string; data?: object }[];
	error?: { ename: string; evalue: string; traceback: string[] } | null;
}

const hasJupyter = existsSync(join(project, ".venv", ".requirements.json"));

(hasJupyter ? describe : describe.skip)(
	"a kernel that forges messages @slow",
	() => {
		let endings: Record<string, Ending>;
		before(function () {
			this.timeout(120_000);
			const { stdout, stderr } = spawnSync(
				join(project, ".venv", "bin", "python"),
				[join(project, "test", "assignments", "forging.py")],
				{ encoding: "utf8", env: { ...process.env, KEYPOINTS_NODE: "node" } },
			);
			if (stdout === "") throw new Error(stderr);
			endings = JSON.parse(stdout);
		});

		it("is taken at its word where it keeps to the protocol", () => {
			expect(endings.honest.outputs?.[0].text).to.equal("hello");
			for (const order of ["idle_before_reply", "reply_twice", "many"])
				expect(endings[order], order).to.include({
					ended: "done",
					error: null,
				});
		});

		it("changes no other cell, and ends none, by messages that belong elsewhere", () => {
			for (const name of ["wrong_parent", "reply_to_another_channel"])
				expect(endings[name], name).to.deep.equal({
					...{ ended: "done", outputs: [], error: null },
				});
			for (const name of ["unknown_kinds", "kinds_that_are_none"])
				expect(endings[name].ended, name).to.equal("done");
		});

		it("puts out text and pictures alone, which any file can hold", () => {
			const { outputs, error } = endings.half_characters;
			expect(outputs?.[0].text).to.equal("\ufffd \x00 \x1b[31m");
			expect(error?.ename).to.equal("\ufffd");
			const { error: odd } = endings.errors_of_any_shape;
			expect(odd?.evalue).to.equal("7");
			expect(odd?.traceback).to.deep.equal([]);
			expect(JSON.stringify(endings.pages)).to.not.match(/script|svg|onload/);
			expect(endings.pages.outputs).to.have.lengthOf(4);
		});

		for (const name of [
			...["wrong_signature", "no_signature", "no_mark", "one_frame"],
			...["truncated", "truncated_reply", "no_json", "no_utf8", "deep"],
			...["header_that_is_a_list", "empty_header", "parent_that_is_a_list"],
			...["id_that_is_a_list", "content_that_is_a_list"],
			...["text_that_is_a_number", "text_that_is_not_there"],
			...["data_that_is_a_text", "reply_that_is_a_text"],
		])
			it(`is ended, with a reason, for what is no message: ${name}`, () => {
				expect(endings[name].ended).to.equal("died");
				expect(endings[name].why).to.match(
					/^it has sent what is no message: ./,
				);
			});

		it("is waited for no longer than a cell, whatever it leaves out or overdoes", () => {
			for (const name of ["nothing", "content_that_is_nothing", "huge"])
				expect(endings[name].ended, name).to.equal("timeout");
		});
	},
);
