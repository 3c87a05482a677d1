import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { PROTOCOL_VERSION } from "./wire/message";

/** Answers a kernel_info_request. */
export function kernelInfo(): object {
	const versionOf = (folder: string) =>
		JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;
	// Without loading the compiler, which is large.
	const typescript = versionOf(
		dirname(require.resolve("typescript/package.json")),
	);
	return {
		status: "ok",
		protocol_version: PROTOCOL_VERSION,
		implementation: "facial-keypoints",
		implementation_version: versionOf(join(__dirname, "..", "..")),
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
