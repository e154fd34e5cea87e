package io.perennial.worker.training;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Examples;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Building a batch of 32 images of 3x32x32. In the package of what it measures, which nobody else needs to see. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class BatchBenchmark {

    private static final int BATCH = 32;

    @Param({"plain", "augmented"})
    public String images;

    private BatchBuilder builder;
    private Batch batch;
    private int size;
    private int next;

    @Setup
    public void prepare() throws IOException {
        Dataset data = Datasets.open("shapes10", Datasets.Options.fromEnvironment(), new Configuration(), line -> { });
        Examples examples = data.train().shards(16).get(0).read(new Configuration());
        Augmentation augmentation = images.equals("plain") ? Augmentation.NONE : new Augmentation(4, Augmentation.Flip.HORIZONTAL, 8);
        builder = BatchBuilder.augmented(examples, data.normalization(), data.classes().size(), augmentation, 1);
        batch = builder.batch(BATCH);
        size = examples.size();
    }

    @Benchmark
    public int build() {
        batch.clear();
        for (int i = 0; i < BATCH; i++) {
            builder.add(next, 0, batch);
            next = (next + 1) % size;
        }
        return batch.size;
    }
}
