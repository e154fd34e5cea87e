package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code localSteps: auto}. */
class MeasuredRunTest {

    private static JavaSparkContext spark;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        spark = LocalSpark.start("local[2]");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @Test
    void theRunIsOneOfTheNumberThatWasChosenAlsoWhenItIsResumedAndRepeated() throws IOException {
        List<String> notes = new ArrayList<>();
        StopSignal stop = new StopSignal();
        RunResult stopped = Runs.run(spark, job("auto", "auto"), new Resume.Fresh(), listener(notes, stop), stop);
        assertThat(stopped.status()).isEqualTo(RunResult.Status.STOPPED);
        Matcher chosen = Pattern.compile("localSteps: (\\d+)\n").matcher(Files.readString(directory.resolve("auto/job.yaml")));
        assertThat(chosen.find()).isTrue();
        assertThat(notes).anyMatch(note -> note.contains("a run of localSteps: " + chosen.group(1) + " "));
        // 640 examples of 2 workers are 40 local steps each, and 20 rounds are left at least.
        assertThat(Integer.parseInt(chosen.group(1))).isBetween(1, 2);
        assertThat(Files.list(directory.resolve("auto")).map(file -> file.getFileName().toString())).noneMatch(name -> name.startsWith(".measured"));

        RunResult resumed = Runs.run(spark, job("auto", "auto"), new Resume.Auto(), listener(notes, new StopSignal()), new StopSignal());
        RunResult told = Runs.run(spark, job("told", chosen.group(1)));
        assertThat(resumed.resumedFrom()).isEqualTo(2);
        assertThat(resumed.parametersSha256()).isEqualTo(told.parametersSha256());
        assertThat(resumed.rounds()).isEqualTo(told.rounds());
        Original original = Original.read(directory.resolve("auto").toString(), new Configuration());
        assertThat(Runs.run(spark, job("again", "auto"), new Resume.Again(original), new RunListener() { }, new StopSignal()).parametersSha256())
                .isEqualTo(told.parametersSha256());
    }

    @Test
    void aRoundsCostIsATenthOfItAtMost() {
        RoundCosts costs = new RoundCosts();
        // Cold rounds do not count.
        for (int cold = 0; cold < 3; cold++) {
            assertThat(costs.take(new RoundReport.Seconds(9, 1, 1, 1))).isTrue();
        }
        // 10 ms a local step, 20 ms beyond five of them.
        for (int round = 0; round < 9; round++) {
            assertThat(costs.take(new RoundReport.Seconds(0.05, 0.005, 0.005, 0.01))).isTrue();
        }
        assertThat(costs.take(new RoundReport.Seconds(0.05, 0.005, 0.005, 0.01))).isFalse();

        assertThat(costs.localSteps(1_000_000)).isEqualTo(18);
        assertThat(costs.localSteps(200)).as("20 rounds are left").isEqualTo(10);
        assertThat(costs.localSteps(5)).isEqualTo(1);
    }

    @Test
    void slowRoundsAreMeasuredOnlyAFewTimesAndStepsAreBounded() {
        RoundCosts costs = new RoundCosts();
        costs.take(new RoundReport.Seconds(1, 1, 1, 1));
        assertThat(costs.localSteps(1_000_000)).as("better a cold round than none").isEqualTo(50);
        costs.take(new RoundReport.Seconds(1, 1, 1, 1));
        costs.take(new RoundReport.Seconds(1, 1, 1, 1));
        assertThat(costs.take(new RoundReport.Seconds(1, 1, 1, 13))).isFalse();
        assertThat(costs.localSteps(1_000_000)).isEqualTo(50);
        assertThat(new RoundCosts().localSteps(1_000_000)).isEqualTo(5);
    }

    private Job job(String name, String localSteps) {
        return Runs.job(directory.resolve(name), "model=mlp", "batchSize=8", "examples=640", "localSteps=" + localSteps);
    }

    private static RunListener listener(List<String> notes, StopSignal stop) {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport report) {
                if (report.round() == 2) {
                    stop.request("test");
                }
            }

            @Override
            public void note(String message) {
                notes.add(message);
            }
        };
    }
}
