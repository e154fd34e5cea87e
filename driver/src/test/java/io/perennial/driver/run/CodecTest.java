package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.Job;
import io.perennial.driver.storage.ArrayFile;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.driver.storage.CheckpointStore;
import io.perennial.driver.storage.RunDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs whose parameters and deltas travel in codes that lose something. */
class CodecTest {

    private static final int PARAMETERS = 62_006;
    private static final int WORKERS = 3;
    private static final int STOP_AT = 3;

    private static final Map<String, RunResult> UNDISTURBED = new HashMap<>();
    private static final AtomicLong LARGEST_TASK_RESULT = new AtomicLong();

    @TempDir
    static Path directory;

    private static JavaSparkContext spark;

    static List<String> settings() {
        return List.of("codec=fp16 codecDown=int8", "codec=int8 codecDown=fp16", "codec=topk topkShare=0.1", "codec=2bit");
    }

    @BeforeAll
    static void trainOnOtherSlots() throws IOException {
        NoiseImages.write(directory.resolve("train.bin"), 576);
        NoiseImages.write(directory.resolve("test.bin"), 100);
        try (JavaSparkContext other = LocalSpark.start("local[2]")) {
            settings().forEach(settings -> UNDISTURBED.put(settings, Runs.run(other, job("undisturbed " + settings, settings))));
        }
        spark = LocalSpark.start("local[1]");
        spark.sc().addSparkListener(new SparkListener() {
            @Override
            public void onTaskEnd(SparkListenerTaskEnd end) {
                LARGEST_TASK_RESULT.accumulateAndGet(end.taskMetrics().resultSize(), Math::max);
            }
        });
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    @ParameterizedTest
    @MethodSource("settings")
    void neitherSlotsNorLostBlocksNorAStopChangeTheParametersAndTaskResultsAreAsLargeAsCounted(String settings) throws IOException {
        RunResult undisturbed = UNDISTURBED.get(settings);
        StopSignal stop = new StopSignal();
        RunResult stopped = Runs.run(spark, job("disturbed " + settings, settings), new Resume.Fresh(), stopping(stop), stop);
        checkResiduals("disturbed " + settings, settings.contains("codecDown"));
        RunResult resumed = Runs.run(spark, job("disturbed " + settings, settings), new Resume.Auto(), dropping(), new StopSignal());

        assertThat(stopped.status()).isEqualTo(RunResult.Status.STOPPED);
        assertThat(resumed.resumedFrom()).isEqualTo(STOP_AT);
        assertThat(resumed.parametersSha256()).isEqualTo(undisturbed.parametersSha256());
        assertThat(resumed.bytes()).isEqualTo(undisturbed.bytes());
        assertThat(resumed.test()).usingRecursiveComparison().isEqualTo(undisturbed.test());
        long delta = resumed.bytes().up() / resumed.rounds() / WORKERS;
        assertThat(LARGEST_TASK_RESULT.getAndSet(0)).isBetween(delta, delta + 4096);
    }

    private static void checkResiduals(String run, boolean ofParameters) throws IOException {
        RunDirectory written = RunDirectory.of(directory.resolve(run).toString(), new Configuration());
        Checkpoint checkpoint = new CheckpointStore(written).newestWhole(line -> { }).orElseThrow();
        for (Checkpoint.ReplicaEntry replica : checkpoint.manifest().replicas()) {
            assertThat(ArrayFile.read(written.files(), new org.apache.hadoop.fs.Path(checkpoint.directory()), replica.state()).get("residual"))
                    .isNotEqualTo(new float[PARAMETERS]).hasSize(PARAMETERS);
        }
        assertThat(checkpoint.outerState()).containsOnlyKeys(ofParameters ? Set.of("velocity", "parameterResidual") : Set.of("velocity"));
        assertThat(checkpoint.outerState().values()).doesNotContain(new float[PARAMETERS]);
    }

    private static Job job(String name, String settings) {
        return Runs.job(directory.resolve(name), ("data=" + directory.resolve("train.bin") + " test=" + directory.resolve("test.bin") + " workers=" + WORKERS
                + " localSteps=2 examples=1152 outer.optimizer=nesterov " + settings).split(" "));
    }

    private static RunListener stopping(StopSignal stop) {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport report) {
                if (report.round() == STOP_AT) {
                    stop.request("test");
                }
            }
        };
    }

    /** Spark then computes replicas again, residuals with them, from the last cut. */
    private static RunListener dropping() {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport report) {
                if (report.round() == STOP_AT + 2) {
                    spark.getPersistentRDDs().keySet().forEach(id -> SparkEnv.get().blockManager().master().removeRdd(id, true));
                }
            }
        };
    }
}
