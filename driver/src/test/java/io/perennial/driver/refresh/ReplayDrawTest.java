package io.perennial.driver.refresh;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.ReplayMix;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ReplayDrawTest {

    private static final int RECORD = 3;
    /** Six records of class 0, two of class 1, none of class 2. */
    private static final int[] LABELS = {0, 1, 0, 0, 0, 1, 0, 0};

    @Test
    void uniformTakesEveryRecordOnceBeforeAnyTwice() {
        ReplayDraw draw = draw(ReplayMix.UNIFORM, 12, 0, 0, 0);
        assertThat(Arrays.stream(draw.drawn()).limit(8)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(Arrays.stream(draw.drawn()).skip(8)).doesNotHaveDuplicates().hasSize(4);
    }

    @Test
    void balancedFillsUpTheClassesOfWhichFewCame() {
        assertThat(perClass(draw(ReplayMix.BALANCED, 8, 2, 0, 5))).containsExactly(3, 5, 0);
    }

    @Test
    void balancedGivesAClassOfWhichEnoughCameNothing() {
        assertThat(perClass(draw(ReplayMix.BALANCED, 4, 9, 0, 5))).containsExactly(0, 4, 0);
    }

    @Test
    void balancedTakesEveryRecordOfAClassOnceBeforeAnyTwice() {
        ReplayDraw draw = draw(ReplayMix.BALANCED, 6, 20, 0, 0);
        assertThat(Arrays.stream(draw.drawn()).filter(record -> record == 1)).hasSize(3);
        assertThat(Arrays.stream(draw.drawn()).filter(record -> record == 5)).hasSize(3);
    }

    @Test
    void theSameSeedDrawsTheSame() {
        for (ReplayMix mix : ReplayMix.values()) {
            assertThat(draw(mix, 5, 1, 2, 3).drawn()).as(mix.name()).isEqualTo(draw(mix, 5, 1, 2, 3).drawn());
        }
    }

    @Test
    void anEmptyBufferGivesNothing() {
        for (ReplayMix mix : ReplayMix.values()) {
            assertThat(ReplayDraw.of(mix, new byte[0], RECORD, 0, new long[]{4, 0}, 1).count()).as(mix.name()).isZero();
        }
    }

    private static ReplayDraw draw(ReplayMix mix, int count, long... fresh) {
        byte[] buffer = new byte[LABELS.length * RECORD];
        for (int i = 0; i < LABELS.length; i++) {
            buffer[i * RECORD] = (byte) LABELS[i];
        }
        return ReplayDraw.of(mix, buffer, RECORD, count, fresh, 7);
    }

    private static int[] perClass(ReplayDraw draw) {
        int[] counts = new int[3];
        for (int i = 0; i < draw.count(); i++) {
            counts[draw.buffer()[draw.offset(i)]]++;
        }
        return counts;
    }
}
