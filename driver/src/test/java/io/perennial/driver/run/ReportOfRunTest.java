package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However a run ends, it leaves a report. */
class ReportOfRunTest {

    @TempDir
    Path folder;

    @Test
    void aRunThatStopsAndGoesOnLeavesAReportEachTime() throws IOException {
        String[] settings = {"examples=1280", "batchSize=16"};
        StopSignal stop = new StopSignal();
        RunListener stopper = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                if (round.round() == 3) {
                    stop.request("test");
                }
            }
        };
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            Runs.run(spark, Runs.job(folder.resolve("run"), settings), new Resume.Fresh(), stopper, stop);
            assertThat(report("run")).contains("\"status\":\"stopped\"", "\"curves\":{\"roundsPerPoint\":1,\"round\":[1.0,2.0,3.0],");

            Runs.run(spark, Runs.job(folder.resolve("run"), settings), new Resume.Auto(), new RunListener() { }, new StopSignal());
            assertThat(report("run")).contains("\"status\":\"done\"", "\"round\":[1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0],", "\"resumedFrom\":3", "disc");
        }
    }

    @Test
    void aRunThatDivergesLeavesAReportThatSaysWhatToTry() throws IOException {
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            RunResult result = Runs.run(spark, Runs.job(folder.resolve("run"), "inner.learningRate=10000", "inner.optimizer=sgd"));
            assertThat(result.status()).isEqualTo(RunResult.Status.DIVERGED);
        }
        assertThat(report("run")).contains("\"status\":\"diverged\"", "Try a lower inner.learningRate");
    }

    private String report(String run) throws IOException {
        return Files.readString(folder.resolve(run).resolve("report.html"));
    }
}
