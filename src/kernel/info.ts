import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PROTOCOL_VERSION } from "./wire/message";

/** Answers a kernel_info_request. */
export function kernelInfo(): object {
	const fromTslab = createRequire(require.resolve("tslab"));
	const versionOf = (name: string) =>
		JSON.parse(readFileSync(fromTslab.resolve(`${name}/package.json`), "utf8"))
			.version;
	const typescript = versionOf("@tslab/typescript-for-tslab");
	return {
		status: "ok",
		protocol_version: PROTOCOL_VERSION,
		implementation: "facial-keypoints",
		implementation_version: versionOf("tslab"),
		language_info: {
			name: "typescript",
			version: typescript,
			mimetype: "text/typescript",
			file_extension: ".ts",
			pygments_lexer: "typescript",
			codemirror_mode: {
				name: "javascript",
				mode: "typescript",
				typescript: true,
			},
			nbconvert_exporter: "script",
		},
		banner: `TypeScript ${typescript} on Node ${process.versions.node}`,
		debugger: false,
		help_links: [
			{
				text: "TypeScript",
				url: "https://www.typescriptlang.org/docs/",
			},
			{ text: "TensorFlow.js", url: "https://js.tensorflow.org/api/latest/" },
		],
	};
}
