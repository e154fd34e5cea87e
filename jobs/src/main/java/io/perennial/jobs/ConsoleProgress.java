package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunStart;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.LongSupplier;

/**
 * Tells a person how a run goes: on a terminal one line that changes in place, elsewhere a line at most every five seconds. Rounds with an
 * evaluation, warnings and notes always keep their line.
 */
final class ConsoleProgress implements RunListener, AutoCloseable {

    /** Where the progress is read. */
    enum Style {
        /** A terminal that can rewrite its last line. */
        LIVE,
        /** A file, a scheduler's log. */
        PLAIN;

        /**
         * LIVE on a terminal; {@code PERENNIAL_PROGRESS=live} or {@code plain} decides otherwise.
         *
         * @param terminal null where there is none, as System.console() is
         */
        static Style of(Object terminal, Map<String, String> environment) {
            String asked = environment.getOrDefault("PERENNIAL_PROGRESS", "");
            if (asked.equals("live") || asked.equals("plain")) {
                return valueOf(asked.toUpperCase(Locale.ROOT));
            }
            return terminal != null && !"dumb".equals(environment.get("TERM")) ? LIVE : PLAIN;
        }
    }

    private static final long LIVE_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;

    // the terminal clips a line that is too long instead of wrapping it: a wrapped line could not be rewritten
    private static final String REWRITE = "\r\033[?7l%s\033[K\033[?7h";
    private static final String CLEAR = "\r\033[K";

    private final Job job;
    private final PrintWriter err;
    private final Style style;
    private final LongSupplier nanoTime;
    private final RoundClock pace = new RoundClock();

    private int rounds;
    private double accuracy = Double.NaN;
    private String liveLine = "";
    private boolean shownAny;
    private long shownAt;

    ConsoleProgress(Job job, PrintWriter err, Style style, LongSupplier nanoTime) {
        this.job = job;
        this.err = err;
        this.style = style;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void started(RunStart start) {
        rounds = start.rounds();
        keep("run      " + start.directory() + (start.firstRound() > 1 ? "  (continues at round " + start.firstRound() + ")" : ""));
        keep("model    " + job.model() + ", " + Shown.count(start.parameters()) + " parameters");
        keep("data     " + job.data() + ", " + Shown.count(start.trainExamples()) + " training and " + Shown.count(start.testExamples()) + " test examples");
        keep("workers  " + start.workers() + " on " + start.slots() + (start.slots() == 1 ? " slot" : " slots"));
        keep("rounds   " + start.rounds() + " of " + start.localSteps() + " local steps, " + Shown.count(start.examplesPerRound()) + " examples each");
    }

    @Override
    public synchronized void roundDone(RoundReport round) {
        long now = nanoTime.getAsLong();
        pace.roundDone(now, round.round(), round.examples());
        boolean evaluated = round.evaluation() != null;
        if (evaluated) {
            accuracy = round.evaluation().accuracy();
        }
        if (!evaluated && shownAny && now - shownAt < (style == Style.LIVE ? LIVE_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownAny = true;
        shownAt = now;
        if (evaluated || style == Style.PLAIN) {
            keep(line(round));
        } else {
            rewrite(line(round));
        }
    }

    @Override
    public synchronized void workerLost(String executor, String reason) {
        keep("worker lost: executor " + executor + " (" + reason.strip().lines().findFirst().orElse("no reason given") + "); its tasks run again elsewhere");
    }

    @Override
    public synchronized void warning(String message) {
        keep("warning: " + message);
    }

    @Override
    public synchronized void note(String message) {
        keep(message);
    }

    /** Ends the live line. */
    @Override
    public synchronized void close() {
        if (!liveLine.isEmpty()) {
            keep(liveLine);
        }
    }

    private String line(RoundReport round) {
        StringBuilder line = new StringBuilder();
        line.append("round ").append(round.round()).append('/').append(rounds);
        line.append(String.format(Locale.ROOT, "  epoch %.2f", round.epoch()));
        line.append("  loss ").append(Shown.loss(round.loss()));
        if (!Double.isNaN(accuracy)) {
            line.append("  accuracy ").append(Shown.percent(accuracy));
        }
        line.append("  ").append(shown(pace.examplesPerSecond(), Shown::rate)).append(" examples/s");
        line.append("  ETA ").append(shown(pace.secondsTo(rounds), Shown::duration));
        return line.toString();
    }

    private static String shown(OptionalDouble value, DoubleFunction<String> text) {
        return value.isPresent() ? text.apply(value.getAsDouble()) : "—";
    }

    private void rewrite(String line) {
        liveLine = line;
        err.printf(Locale.ROOT, REWRITE, line);
        err.flush();
    }

    private void keep(String line) {
        err.println((liveLine.isEmpty() ? "" : CLEAR) + line);
        err.flush();
        liveLine = "";
    }
}
