package io.perennial.jobs.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Looks again and again until something is there, for a bounded time. */
public final class Deadline {

    private static final long PAUSE_MILLIS = 50;

    private Deadline() {
    }

    /** What {@code look} finds; after {@code limit} without finding anything fails with {@code what} and the clue. */
    public static <T> T await(String what, Duration limit, Callable<Optional<T>> look, Supplier<String> clue) {
        long end = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                Optional<T> found = look.call();
                if (found.isPresent()) {
                    return found.get();
                }
                if (System.nanoTime() > end) {
                    throw new AssertionError("waited " + limit.toSeconds() + " s for " + what + "\n" + clue.get());
                }
                Thread.sleep(PAUSE_MILLIS);
            } catch (RuntimeException failure) {
                throw failure;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted while waiting for " + what, interrupted);
            } catch (Exception failure) {
                throw new AssertionError("while waiting for " + what, failure);
            }
        }
    }
}
