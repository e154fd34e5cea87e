package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerBlockUpdated;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Many short rounds: nothing may grow. 400 by default; {@code -Dperennial.soak.rounds=5000} for the long one.
 */
class SoakIT {

    private static final int ROUNDS = Integer.getInteger("perennial.soak.rounds", 400);
    private static final long MIB = 1 << 20;

    @TempDir
    Path directory;

    /** What is measured every so many rounds. */
    private record Sample(int round, long heap, long nativeBytes, long disk, long largestTask, double seconds) {
    }

    @Test
    void memoryDiskTaskSizeAndRoundTimeStayFlat() {
        TaskSizes sizes = new TaskSizes();
        List<Sample> samples = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        Path run = directory.resolve("soak");
        int every = ROUNDS / 10;
        RunListener sampler = new RunListener() {
            @Override
            public void roundDone(RoundReport round) {
                seconds.add(round.seconds().total());
                if (round.round() % every == 0) {
                    System.gc();
                    Runtime runtime = Runtime.getRuntime();
                    samples.add(new Sample(round.round(), runtime.totalMemory() - runtime.freeMemory(), Pointer.physicalBytes() - runtime.totalMemory(),
                            bytesBelow(run.resolve("checkpoints")), sizes.largestSinceAsked(), median(seconds)));
                    seconds.clear();
                }
            }
        };
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            spark.sc().addSparkListener(sizes);
            Runs.run(spark, Runs.job(run, "batchSize=4", "localSteps=1", "examples=" + 8 * ROUNDS, "checkpointEvery=0", "keep=2"),
                    new Resume.Fresh(), sampler, new StopSignal());
        }
        samples.forEach(sample -> System.err.println("soak: " + sample));

        // The first tenth warms up: compiled code, Spark's own history of jobs.
        Sample early = samples.get(1);
        Sample late = samples.get(samples.size() - 1);
        assertThat(late.heap()).as("heap").isLessThan(early.heap() + 40 * MIB);
        assertThat(late.nativeBytes()).as("native memory").isLessThan(early.nativeBytes() + 40 * MIB);
        assertThat(late.disk()).as("checkpoints on disk").isLessThan(2 * early.disk());
        assertThat(late.largestTask()).as("task binary").isLessThan(2 * early.largestTask());
        assertThat(late.seconds()).as("median seconds of a round").isLessThan(2 * early.seconds());
    }

    private static double median(List<Double> seconds) {
        double[] sorted = seconds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static long bytesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
        } catch (java.nio.file.NoSuchFileException none) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Task binaries are the broadcasts that are not the parameters: those are of 248,024 bytes and a few more. */
    private static final class TaskSizes extends SparkListener {
        private long largest;

        @Override
        public synchronized void onBlockUpdated(SparkListenerBlockUpdated updated) {
            long size = updated.blockUpdatedInfo().memSize();
            if (updated.blockUpdatedInfo().blockId().isBroadcast() && (size < 248_000 || size > 249_000)) {
                largest = Math.max(largest, size);
            }
        }

        synchronized long largestSinceAsked() {
            long was = largest;
            largest = 0;
            return was;
        }
    }
}
