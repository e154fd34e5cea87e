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
import org.apache.hadoop.conf.Configuration;

/** A run of Perennial, of which the first rounds are not counted; its checkpoints and cuts are. */
final class PerennialRounds implements Contender {

    private static final int WARM = 5;
    private static final int COUNTED = 45;

    private final Setting setting;
    private final Path runs;
    private final List<String> settings;
    private int number;

    /** @param settings of the job besides data, model, optimizer and lengths */
    PerennialRounds(Setting setting, Path runs, List<String> settings) {
        this.setting = setting;
        this.runs = runs;
        this.settings = settings;
    }

    @Override
    public String name() {
        return "Perennial" + (settings.isEmpty() ? "" : ", " + String.join(", ", settings));
    }

    @Override
    public List<Round> rounds(int localSteps) {
        List<String> set = new ArrayList<>(List.of("output=" + runs.resolve(String.valueOf(System.nanoTime())), "data=" + Setting.DATA, "model=" + Setting.MODEL,
                "workers=" + Setting.WORKERS, "batchSize=" + Setting.BATCH, "localSteps=" + localSteps, "inner.learningRate=" + Setting.RATE,
                "inner.momentum=" + Setting.MOMENTUM, "seed=" + ++number,
                "examples=" + (long) (WARM + COUNTED) * localSteps * Setting.BATCH * Setting.WORKERS));
        set.addAll(settings);
        Job job = JobFile.parse("{}", "bench", set);
        List<Round> rounds = new ArrayList<>();
        RunListener clock = new RunListener() {
            private long last;

            @Override
            public void roundDone(RoundReport round) {
                long now = System.nanoTime();
                if (round.round() > WARM) {
                    rounds.add(new Round((now - last) / 1e9, round.seconds().compute()));
                }
                last = now;
            }
        };
        RunResult result = Training.prepare(job, new Resume.Fresh(), new Configuration(), line -> { }).run(setting.spark(), clock, new StopSignal());
        if (result.status() != RunResult.Status.DONE) {
            throw new IllegalStateException("the run ended as " + result.status() + ": " + result.message());
        }
        return rounds;
    }
}
