/**
 * Half-precision numbers, IEEE 754 binary16: one bit of sign, five of exponent,
 * ten of fraction. Node has no `Float16Array` yet.
 */

const FRACTION_BITS = 10;
const SMALLEST_NORMAL = -14; // exponent
const INFINITY = 0x7c00;
/** From here on a number rounds to infinity. */
const OVERFLOW = 65520;

/** The nearest half-precision number's bits; of two as near, the even one. */
export function toFloat16(value: number): number {
	const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
	const size = Math.abs(value);
	if (Number.isNaN(size)) return INFINITY | 1;
	if (size >= OVERFLOW) return sign | INFINITY;
	const exponent = Math.max(Math.floor(Math.log2(size)), SMALLEST_NORMAL);
	const steps = roundToEven(size * 2 ** (FRACTION_BITS - exponent));
	// Of a normal number the first bit is not stored; where rounding up made one
	// more bit, it carries into the exponent, as it should.
	const stored = (exponent - SMALLEST_NORMAL) << FRACTION_BITS;
	return sign | (stored + steps);
}

/** The number that half-precision bits stand for. */
export function fromFloat16(bits: number): number {
	const sign = bits & 0x8000 ? -1 : 1;
	const stored = (bits & INFINITY) >> FRACTION_BITS;
	const fraction = (bits & 0x3ff) / 2 ** FRACTION_BITS;
	if (stored === 31)
		return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
	if (stored === 0) return sign * fraction * 2 ** SMALLEST_NORMAL;
	return sign * (1 + fraction) * 2 ** (stored - 1 + SMALLEST_NORMAL);
}

function roundToEven(value: number): number {
	const below = Math.floor(value);
	const rest = value - below;
	if (rest !== 0.5) return Math.round(value);
	return below % 2 === 0 ? below : below + 1;
}
