package io.perennial.worker.codec;

import java.util.stream.IntStream;

/**
 * Work on long vectors, element by element, by as many threads as the JVM has cores. Each element is computed as one thread would compute it, so results
 * are the same bits whatever the cores.
 */
public final class Stretches {

    /** Shorter vectors are done before threads have started. */
    private static final int LENGTH = 1 << 18;

    private Stretches() {
    }

    /** What is done with the elements from {@code from} (inclusive) to {@code to} (exclusive); nobody else touches them meanwhile. */
    public interface Work {
        void on(int from, int to);
    }

    /** Does the work on all elements from {@code from} to {@code to}. */
    public static void each(int from, int to, Work work) {
        int stretches = (int) (((long) to - from + LENGTH - 1) / LENGTH);
        if (stretches <= 1) {
            work.on(from, to);
            return;
        }
        IntStream.range(0, stretches).parallel().forEach(stretch -> {
            int first = from + stretch * LENGTH;
            work.on(first, (int) Math.min(to, (long) first + LENGTH));
        });
    }
}
