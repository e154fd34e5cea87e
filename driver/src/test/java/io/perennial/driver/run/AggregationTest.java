package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.AggregationName;
import io.perennial.driver.job.Job;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deltas that are averaged on the driver, and in slices on the executors. */
class AggregationTest {

    private static final int PARAMETERS = 62_006;
    private static final int WORKERS = 3;
    private static final int STOP_AT = 2;
    private static final long GIB = 1L << 30;
    private static final AtomicLong LARGEST_TASK_RESULT = new AtomicLong();

    @TempDir
    static Path directory;

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() throws IOException {
        // Shards of two sizes: workers count differently.
        NoiseImages.write(directory.resolve("train.bin"), 290);
        NoiseImages.write(directory.resolve("test.bin"), 50);
        spark = LocalSpark.start("local[2]");
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
    @ValueSource(strings = {"codec=fp32", "codec=fp16 codecDown=int8 outer.optimizer=nesterov", "codec=topk topkShare=0.1"})
    void slicesGiveTheDriversBitsThoughBlocksAreLostAndTheRunIsStoppedAndResumed(String settings) {
        RunResult onDriver = Runs.run(spark, job("driver " + settings, settings + " aggregation=driver"));
        StopSignal stop = new StopSignal();
        RunResult stopped = Runs.run(spark, job("slices " + settings, settings + " aggregation=slices"), new Resume.Fresh(), listener(stop), stop);
        RunResult resumed = Runs.run(spark, job("slices " + settings, settings + " aggregation=slices"), new Resume.Auto(), listener(new StopSignal()), new StopSignal());

        assertThat(stopped.status()).isEqualTo(RunResult.Status.STOPPED);
        assertThat(resumed.resumedFrom()).isEqualTo(STOP_AT);
        assertThat(resumed.parametersSha256()).isEqualTo(onDriver.parametersSha256());
        // The mean besides: eight bytes a parameter.
        assertThat(resumed.bytes().up()).isEqualTo(onDriver.bytes().up() + (long) resumed.rounds() * PARAMETERS * Double.BYTES);
    }

    @Test
    void noDeltaReachesTheDriverInSlicesAndNoShuffleStays() throws Exception {
        spark.sc().listenerBus().waitUntilEmpty();
        LARGEST_TASK_RESULT.set(0);
        Runs.run(spark, job("small results", "aggregation=slices workers=8 examples=256"));
        spark.sc().listenerBus().waitUntilEmpty();

        // An eighth of the mean, in double precision.
        assertThat(LARGEST_TASK_RESULT.get()).isBetween(PARAMETERS * Double.BYTES / 8L, PARAMETERS * Double.BYTES / 8L + 16_384);
        Runs.run(spark, job("large results", "aggregation=driver workers=8 examples=256"));
        spark.sc().listenerBus().waitUntilEmpty();
        assertThat(LARGEST_TASK_RESULT.get()).isGreaterThan(PARAMETERS * Float.BYTES);
        assertThat(SparkEnv.get().mapOutputTracker()).isInstanceOfSatisfying(org.apache.spark.MapOutputTrackerMaster.class,
                tracker -> assertThat(tracker.shuffleStatuses().isEmpty()).isTrue());
    }

    @Test
    void autoChoosesSlicesWhereDeltasWouldFillTheDriver() {
        assertThat(Aggregation.inSlices(AggregationName.AUTO, 4, GIB / 16, GIB, 0)).isFalse();
        assertThat(Aggregation.inSlices(AggregationName.AUTO, 5, GIB / 16, GIB, 0)).isTrue();
        assertThat(Aggregation.inSlices(AggregationName.AUTO, 5, GIB / 16, 4 * GIB, GIB / 4)).as("Spark would not let them through").isTrue();
        assertThat(Aggregation.inSlices(AggregationName.AUTO, 1, GIB, GIB, 0)).as("one delta is smaller than its mean").isFalse();
        assertThat(Aggregation.inSlices(AggregationName.DRIVER, 99, GIB, GIB, 0)).isFalse();
        assertThat(Aggregation.inSlices(AggregationName.SLICES, 1, 1, GIB, 0)).isTrue();
        assertThat(Aggregation.mostResult(new SparkConf(false))).isEqualTo(GIB);
    }

    private static Job job(String name, String settings) {
        return Runs.job(directory.resolve(name), ("data=" + directory.resolve("train.bin") + " test=" + directory.resolve("test.bin") + " workers=" + WORKERS
                + " localSteps=1 batchSize=16 examples=144 " + settings).split(" "));
    }

    /** Drops all blocks after every round, so that replicas are computed again from the last cut. */
    private static RunListener listener(StopSignal stop) {
        return new RunListener() {
            @Override
            public void roundDone(RoundReport report) {
                spark.getPersistentRDDs().keySet().forEach(id -> SparkEnv.get().blockManager().master().removeRdd(id, true));
                if (report.round() == STOP_AT) {
                    stop.request("test");
                }
            }
        };
    }
}
