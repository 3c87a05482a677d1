const EXPECTED = "expected CSV text in UTF-8, plain or packed as .gz or .zip";
const UNPACK = `${EXPECTED}: unpack it first`;
const UTF_16 = `text in UTF-16; ${EXPECTED}: save it as "CSV UTF-8"`;
const PICTURE = `a picture; ${EXPECTED}`;

/** How other kinds of files begin, what they are, and what to do. */
const SIGNATURES: [begins: string, what: string][] = [
	["\xff\xfe", UTF_16],
	["\xfe\xff", UTF_16],
	["BZh", `packed by bzip2; ${UNPACK}`],
	["\xfd7zXZ", `packed by xz; ${UNPACK}`],
	["\x28\xb5\x2f\xfd", `packed by zstd; ${UNPACK}`],
	["7z\xbc\xaf", `an archive of 7-Zip; ${UNPACK}`],
	["Rar!", `an archive of RAR; ${UNPACK}`],
	["PAR1", `a Parquet file; ${EXPECTED}: ${inPandas("read_parquet")}`],
	["\x80", `a Python pickle; ${EXPECTED}: ${inPandas("read_pickle")}`],
	["\x93NUMPY", `an array of numpy; ${EXPECTED}`],
	["\x89HDF", `an HDF5 file; ${EXPECTED}: ${inPandas("read_hdf")}`],
	[
		"\xd0\xcf\x11\xe0",
		`a workbook of Excel; ${EXPECTED}: Excel cuts an image short, so take the file that it was made from`,
	],
	["%PDF", `a PDF; ${EXPECTED}`],
	["\x89PNG", PICTURE],
	["\xff\xd8\xff", PICTURE],
	["GIF8", PICTURE],
];

const TEXTS: [begins: RegExp, what: string][] = [
	[
		/^\s*<(!doctype|html)/i,
		`a web page; ${EXPECTED}: the download may have asked for a login`,
	],
	[/^\s*[[{]/, `JSON; ${EXPECTED}: ${inPandas("read_json")}`],
	[
		/^[^\n]*\r[^\n]/,
		"text whose lines end in CR alone; expected LF or CRLF: save it with the line ends of Unix or Windows",
	],
];

const HEAD_BYTES = 4096;

/**
 * What a file is that is no CSV text, by its first bytes, with what was expected
 * and what to do.
 *
 * @returns undefined where it may be CSV text
 */
export function describeOther(bytes: Uint8Array): string | undefined {
	const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
	const signature = SIGNATURES.find(([begins]) => head.startsWith(begins));
	if (signature) return signature[1];
	if (head.includes("\0"))
		return isEverySecondZero(head) ? UTF_16 : `binary; ${EXPECTED}`;
	return TEXTS.find(([begins]) => begins.test(head))?.[1];
}

/** Whether it may be English in UTF-16 without a mark in front. */
function isEverySecondZero(head: string): boolean {
	const zeros = [...head.slice(0, 64)].map((char) => char === "\0");
	return zeros.every((zero, i) => i === 0 || zero !== zeros[i - 1]);
}

function inPandas(read: string): string {
	return `in pandas \`${read}(...).to_csv(path, index=False)\``;
}
