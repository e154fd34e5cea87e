package io.perennial.worker.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Against the definition of binary16, over all 65,536 halves and the floats where rounding changes: those between two halves follow. */
class HalfTest {

    private static final int INFINITY = 0x7c00;

    @Test
    void everyHalfHasItsValueAndComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = Half.toFloat((short) bits);
            if ((bits & 0x7fff) > INFINITY) {
                assertThat(value).isNaN();
                assertThat(Half.toFloat(Half.fromFloat(value))).isNaN();
            } else {
                double expected = defined(bits & 0x7fff) * (bits >= 1 << 15 ? -1 : 1);
                if (value != expected || Half.fromFloat(value) != (short) bits) {
                    assertThat(value).as("half %x", bits).isEqualTo((float) expected);
                    assertThat(Half.fromFloat(value)).as("half %x", bits).isEqualTo((short) bits);
                }
            }
        }
    }

    @Test
    void betweenTwoHalvesTheNearerIsTakenAndInTheMiddleTheEvenOne() {
        for (int lower = 0; lower < INFINITY; lower++) {
            double above = lower + 1 == INFINITY ? 65536 : defined(lower + 1);
            float middle = (float) ((defined(lower) + above) / 2);
            int even = lower % 2 == 0 ? lower : lower + 1;
            boolean right = Half.fromFloat(middle) == even && Half.fromFloat(Math.nextDown(middle)) == lower && Half.fromFloat(Math.nextUp(middle)) == lower + 1
                    && Half.fromFloat(-middle) == (short) (even | 0x8000) && Half.fromFloat(-Math.nextDown(middle)) == (short) (lower | 0x8000);
            assertThat(right).as("between half %x and the next", lower).isTrue();
        }
    }

    @Test
    void anyFloatsGoToTheNearestHalf() {
        Random random = new Random(1);
        for (int i = 0; i < 1_000_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            short half = Half.fromFloat(value);
            if (Float.isNaN(value)) {
                assertThat(Half.toFloat(half)).isNaN();
            } else if (Math.abs(value) < 65520) {
                // Half of the distance of neighbouring halves at this size.
                double most = Math.scalb(1.0, Math.max(Math.getExponent(value), -14) - 11);
                if (!(Math.abs((double) Half.toFloat(half) - value) <= most)) {
                    assertThat(Half.toFloat(half)).isEqualTo(value);
                }
            } else {
                assertThat(Half.toFloat(half)).isEqualTo(Math.copySign(Float.POSITIVE_INFINITY, value));
            }
        }
    }

    @Test
    void whatIsTooLargeIsInfiniteAndZeroKeepsItsSign() {
        assertThat(Half.toFloat(Half.fromFloat(65519.996f))).isEqualTo(65504f);
        assertThat(Half.toFloat(Half.fromFloat(65520f))).isEqualTo(Float.POSITIVE_INFINITY);
        assertThat(Half.toFloat(Half.fromFloat(Float.NEGATIVE_INFINITY))).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Half.fromFloat(-0f)).isEqualTo((short) 0x8000);
        assertThat(Half.fromFloat(Float.MIN_VALUE)).isZero();
    }

    /** Value of a non-negative half as IEEE 754 defines it. */
    private static double defined(int bits) {
        int exponent = bits >> 10;
        int significand = bits & 0x3ff;
        if (exponent == 31) {
            return Double.POSITIVE_INFINITY;
        }
        return exponent == 0 ? significand * Math.pow(2, -24) : (1024 + significand) * Math.pow(2, exponent - 25);
    }
}
