package io.perennial.jobs;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** Measures the pace of the last rounds. The first round of a process loads natives and compiles, so only what follows it is measured. */
final class RoundClock {

    private static final int WINDOW = 50;

    private record Mark(long nanos, int round, long examples) {
    }

    private final Deque<Mark> marks = new ArrayDeque<>();

    void roundDone(long nanos, int round, long examples) {
        marks.addLast(new Mark(nanos, round, examples));
        if (marks.size() > WINDOW) {
            marks.removeFirst();
        }
    }

    /** Examples per second; empty before the second round. */
    OptionalDouble examplesPerSecond() {
        if (seconds() <= 0) {
            return OptionalDouble.empty();
        }
        return OptionalDouble.of((marks.getLast().examples() - marks.getFirst().examples()) / seconds());
    }

    /** Seconds until the last round is done; empty before the second round. */
    OptionalDouble secondsTo(int lastRound) {
        if (seconds() <= 0) {
            return OptionalDouble.empty();
        }
        Mark now = marks.getLast();
        return OptionalDouble.of(seconds() / (now.round() - marks.getFirst().round()) * (lastRound - now.round()));
    }

    private double seconds() {
        return marks.size() < 2 ? 0 : (marks.getLast().nanos() - marks.getFirst().nanos()) / 1e9;
    }
}
