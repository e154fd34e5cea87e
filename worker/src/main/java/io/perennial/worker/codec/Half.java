package io.perennial.worker.codec;

/** IEEE 754 binary16: 1 bit of sign, 5 of exponent, 10 of significand. Java has it from version 20 on only. */
final class Half {

    private static final int SIGN = 0x8000;
    private static final int INFINITY = 0x7c00;
    private static final int QUIET_NAN = 0x7e00;
    private static final int FLOAT_INFINITY = 0x7f800000;
    /** Float bits of 65520, halfway between the largest half and what would be the next: from here on a value rounds to infinity. */
    private static final int FLOAT_OVERFLOW = 0x477ff000;
    /** Float bits of 2^-14, the smallest normal half. */
    private static final int FLOAT_NORMAL = 0x38800000;
    /** What a float's bits have more than a half's: the difference of the biases, 112, in the exponent. */
    private static final int REBIAS = 112 << 23;
    private static final int DROPPED_BITS = 13;
    private static final float SMALLEST = 0x1p-24f;

    private Half() {
    }

    /** The nearest half, halfway cases to the even one. */
    static short fromFloat(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = bits >>> 16 & SIGN;
        int magnitude = bits & Integer.MAX_VALUE;
        if (magnitude >= FLOAT_NORMAL && magnitude < FLOAT_OVERFLOW) {
            int even = magnitude >>> DROPPED_BITS & 1;
            return (short) (sign | magnitude - REBIAS + (1 << DROPPED_BITS - 1) - 1 + even >>> DROPPED_BITS);
        }
        if (magnitude < FLOAT_NORMAL) {
            // Subnormal halves are the multiples of 2^-24; dividing by that is exact.
            return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) / SMALLEST));
        }
        return (short) (sign | (magnitude > FLOAT_INFINITY ? QUIET_NAN : INFINITY));
    }

    /** The same number; exact. */
    static float toFloat(short half) {
        int sign = (half & SIGN) << 16;
        int magnitude = half & SIGN - 1;
        if (magnitude >= INFINITY) {
            return Float.intBitsToFloat(sign | FLOAT_INFINITY | (magnitude & 0x3ff) << DROPPED_BITS);
        }
        if (magnitude < 1 << 10) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(magnitude * SMALLEST));
        }
        return Float.intBitsToFloat(sign | (magnitude << DROPPED_BITS) + REBIAS);
    }
}
