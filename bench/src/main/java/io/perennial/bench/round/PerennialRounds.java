package io.perennial.bench.round;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RoundReport;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.hadoop.conf.Configuration;

/** A run of Perennial, of which the first rounds are not counted; its checkpoints and cuts are. */
final class PerennialRounds implements Contender {

    private final Setting setting;
    private final Path runs;
    private final int workers;
    private final List<String> settings;

    /** @param settings of the job besides data, model, optimizer and lengths */
    PerennialRounds(Setting setting, Path runs, int workers, List<String> settings) {
        this.setting = setting;
        this.runs = runs;
        this.workers = workers;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "Perennial" + (settings.isEmpty() ? "" : ", " + String.join(", ", settings));
    }

    @Override
    public Turn turn(Length length) {
        List<String> set = new ArrayList<>(List.of("output=" + runs.resolve(String.valueOf(System.nanoTime())), "data=" + setting.data().name(),
                "model=" + setting.modelOfJob(), "workers=" + workers, "batchSize=" + setting.batch(), "localSteps=" + length.localSteps(),
                "inner.optimizer=nesterov", "inner.learningRate=" + setting.rate(), "inner.momentum=" + Setting.MOMENTUM, "seed=" + Setting.SEED,
                "examples=" + (long) length.rounds() * length.localSteps() * setting.batch() * workers));
        set.addAll(settings);
        Job job = JobFile.parse("{}", "bench", set);
        Clock clock = new Clock();
        try (JobParts parts = new JobParts(setting.spark(), "local steps")) {
            RunResult result = Training.prepare(job, new Resume.Fresh(), new Configuration(), line -> { }).run(setting.spark(), clock, new StopSignal());
            if (result.status() != RunResult.Status.DONE || clock.reports.size() < length.counted()) {
                throw new IllegalStateException("the run ended as " + result.status() + " after " + result.rounds() + " rounds: " + result.message());
            }
            return Turn.of(clock.rounds, result.test().accuracy(), clock.parts() + "; " + parts.text(clock.mean(RoundReport.Seconds::compute)));
        }
    }

    private static final class Clock implements RunListener {

        private final List<Turn.Round> rounds = new ArrayList<>();
        private final List<RoundReport> reports = new ArrayList<>();
        private long last;

        @Override
        public void roundDone(RoundReport round) {
            long now = System.nanoTime();
            if (round.round() > Length.UNCOUNTED) {
                rounds.add(new Turn.Round((now - last) / 1e9, round.seconds().compute()));
                reports.add(round);
            }
            last = now;
        }

        private String parts() {
            double whole = rounds.stream().mapToDouble(Turn.Round::seconds).average().orElseThrow();
            return String.format("schedule and transport %.1f, average %.1f, broadcast %.1f, cuts and the rest %.1f", mean(RoundReport.Seconds::schedule),
                    mean(RoundReport.Seconds::aggregate), mean(RoundReport.Seconds::broadcast), whole * 1e3 - mean(RoundReport.Seconds::total));
        }

        private double mean(ToDoubleFunction<RoundReport.Seconds> part) {
            return 1e3 * reports.stream().map(RoundReport::seconds).mapToDouble(part).average().orElseThrow();
        }
    }
}
