/**
 * What the page may load and run: its own files and nothing else. WebAssembly
 * counts as evaluation of code, under a name of its own.
 */
export const CONTENT_SECURITY_POLICY = [
	"default-src 'none'",
	"script-src 'self' 'wasm-unsafe-eval'",
	"worker-src 'self'",
	"style-src 'self'",
	"img-src 'self' blob:",
	"connect-src 'self'",
	"manifest-src 'self'",
	"base-uri 'none'",
	"form-action 'none'",
].join("; ");

/** Headers of every answer. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
	"content-security-policy": `${CONTENT_SECURITY_POLICY}; frame-ancestors 'none'`,
	"cross-origin-opener-policy": "same-origin",
	"cross-origin-resource-policy": "same-origin",
	"permissions-policy": "camera=(self), microphone=(), geolocation=()",
	"referrer-policy": "no-referrer",
	"x-content-type-options": "nosniff",
};
