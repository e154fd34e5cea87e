package io.perennial.jobs;

import static io.perennial.jobs.ConsoleProgress.Style.LIVE;
import static io.perennial.jobs.ConsoleProgress.Style.PLAIN;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.JobFile;
import io.perennial.driver.run.Evaluation;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunStart;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;

class ConsoleProgressTest {

    private static final RunStart START = new RunStart("runs/x", 62006, 2, 2, 5000, 1000, 79, 20, 100, 1, 1000);

    private final StringWriter err = new StringWriter();
    private long nanos = -7_000_000_000L; // System.nanoTime() may be negative

    private ConsoleProgress progress(ConsoleProgress.Style style) {
        return new ConsoleProgress(JobFile.parse("data: shapes10", "job.yaml", List.of()), new PrintWriter(err), style, () -> nanos);
    }

    private void round(ConsoleProgress progress, int round, double seconds, Evaluation evaluation) {
        nanos += (long) (seconds * 1e9);
        progress.roundDone(new RoundReport(round, round / 5.0, round * 1000L, 2.0 / round, 0.008, new RoundReport.Seconds(1, 0, 0, 0),
                new RoundReport.Bytes(1, 1), evaluation));
    }

    private static Evaluation accuracy(double accuracy) {
        return new Evaluation(1000, accuracy, 1.5, List.of("a"), new long[][] {{1000}});
    }

    @Test
    void theFirstLinesTellWhatRuns() {
        progress(PLAIN).started(START);

        assertThat(err.toString().lines()).containsExactly(
                "run      runs/x",
                "model    lenet, 62,006 parameters",
                "data     shapes10, 5,000 training and 1,000 test examples",
                "workers  2 on 2 slots",
                "rounds   100 of 20 local steps, 1,000 examples each");
    }

    @Test
    void plainShowsALineEveryFiveSecondsAndAllEvaluations() {
        ConsoleProgress progress = progress(PLAIN);
        progress.started(START);
        err.getBuffer().setLength(0);

        for (int r = 1; r <= 12; r++) {
            round(progress, r, 1, r == 3 ? accuracy(0.4123) : null);
        }

        assertThat(err.toString().lines()).containsExactly(
                "round 1/100  epoch 0.20  loss 2.0000  — examples/s  ETA —",
                "round 3/100  epoch 0.60  loss 0.6667  accuracy 41.2%  1,000 examples/s  ETA 1m 37s",
                "round 8/100  epoch 1.60  loss 0.2500  accuracy 41.2%  1,000 examples/s  ETA 1m 32s");
        assertThat(err.toString()).doesNotContain("\r").doesNotContain("\033");
    }

    @Test
    void theEtaFollowsTheMeasuredRoundsAndNotTheSlowFirst() {
        ConsoleProgress progress = progress(PLAIN);
        progress.started(START);

        round(progress, 1, 60, null);
        round(progress, 2, 6, null);

        assertThat(err.toString()).contains("round 2/100  epoch 0.40  loss 1.0000  167 examples/s  ETA 9m 48s");
    }

    @Test
    void aResumedRunCountsItsOwnRoundsOnly() {
        ConsoleProgress progress = progress(PLAIN);
        progress.started(new RunStart("runs/x", 62006, 2, 2, 5000, 1000, 79, 20, 100, 91, 1000));

        round(progress, 91, 5, null);
        round(progress, 92, 5, null);

        assertThat(err.toString()).contains("runs/x  (continues at round 91)").contains("round 91/100  epoch 18.20  loss 0.0220  — examples/s  ETA —")
                .contains("200 examples/s  ETA 40s");
    }

    @Test
    void liveRewritesOneLineAndKeepsEvaluations() {
        ConsoleProgress progress = progress(LIVE);
        progress.started(START);
        err.getBuffer().setLength(0);

        round(progress, 1, 1, null);
        round(progress, 2, 1, null);
        round(progress, 3, 1, accuracy(0.5));
        round(progress, 4, 1, null);
        progress.close();

        String clip = "\r\033[?7l";
        String end = "\033[K\033[?7h";
        assertThat(err).hasToString(clip + "round 1/100  epoch 0.20  loss 2.0000  — examples/s  ETA —" + end
                + clip + "round 2/100  epoch 0.40  loss 1.0000  1,000 examples/s  ETA 1m 38s" + end
                + "\r\033[Kround 3/100  epoch 0.60  loss 0.6667  accuracy 50.0%  1,000 examples/s  ETA 1m 37s\n"
                + clip + "round 4/100  epoch 0.80  loss 0.5000  accuracy 50.0%  1,000 examples/s  ETA 1m 36s" + end
                + "\r\033[Kround 4/100  epoch 0.80  loss 0.5000  accuracy 50.0%  1,000 examples/s  ETA 1m 36s\n");
    }

    @Test
    void liveDoesNotFlickerWithFastRounds() {
        ConsoleProgress progress = progress(LIVE);
        progress.started(START);
        err.getBuffer().setLength(0);

        for (int r = 1; r <= 40; r++) {
            round(progress, r, 0.01, null);
        }

        assertThat(err.toString().split("\r", -1)).hasSize(5);
    }

    @Test
    void warningsAndLostWorkersKeepTheirLineAndCheckpointsAreQuiet() {
        ConsoleProgress progress = progress(LIVE);
        progress.started(START);
        round(progress, 1, 1, null);
        err.getBuffer().setLength(0);

        progress.checkpointed(1, "runs/x/checkpoints/round-000001");
        progress.warning("4 workers on 2 slots run in waves");
        progress.workerLost("3", "Container killed\nmore");

        assertThat(err).hasToString("\r\033[Kwarning: 4 workers on 2 slots run in waves\n"
                + "worker lost: executor 3 (Container killed); its tasks run again elsewhere\n");
    }

    @Test
    void theStyleFollowsTheTerminalUnlessTheEnvironmentSaysOtherwise() {
        assertThat(ConsoleProgress.Style.of(new Object(), Map.of())).isEqualTo(LIVE);
        assertThat(ConsoleProgress.Style.of(null, Map.of())).isEqualTo(PLAIN);
        assertThat(ConsoleProgress.Style.of(new Object(), Map.of("TERM", "dumb"))).isEqualTo(PLAIN);
        assertThat(ConsoleProgress.Style.of(null, Map.of("PERENNIAL_PROGRESS", "live"))).isEqualTo(LIVE);
        assertThat(ConsoleProgress.Style.of(new Object(), Map.of("PERENNIAL_PROGRESS", "plain"))).isEqualTo(PLAIN);
    }
}
