package io.perennial.bench.jmh;

import io.perennial.driver.outer.MeanDelta;
import io.perennial.driver.outer.OuterOptimizer;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import io.perennial.worker.training.LocalResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** What the driver computes in a round: the mean of two workers' deltas of 10 million parameters, and the outer step. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class SumBenchmark {

    private static final int LENGTH = 10_000_000;

    private final OuterOptimizer nesterov = new OuterOptimizer.Nesterov(0.7, 0.9);
    private final ParameterLayout layout = new ParameterLayout(List.of(new Slice("layer", "W", 0, LENGTH, new long[] {LENGTH}, Slice.Kind.TRAINABLE)));
    private float[] start;
    private List<LocalResult> results;
    private double[] mean;

    @Setup
    public void prepare() {
        Random random = new Random(1);
        start = vector(random);
        results = new ArrayList<>();
        for (int shard = 0; shard < 2; shard++) {
            byte[] delta = new Fp32().encodeDelta(start, vector(random), Map.of()).bytes();
            results.add(new LocalResult(shard, 32, 1, 1, delta, delta.length, 1, "0", null));
        }
        mean = mean();
    }

    @Benchmark
    public double[] mean() {
        return MeanDelta.of(results, new Fp32(), start);
    }

    @Benchmark
    public float[] average() {
        return new OuterOptimizer.Average(1).step(layout, start, mean, new HashMap<>(), 0.1);
    }

    @Benchmark
    public float[] nesterov() {
        return nesterov.step(layout, start, mean, new HashMap<>(Map.of("velocity", new float[LENGTH])), 0.1);
    }

    @Benchmark
    public byte[] encodeParameters() {
        return new Fp32().encodeParameters(start, Map.of()).bytes();
    }

    private static float[] vector(Random random) {
        float[] vector = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            vector[i] = (float) (0.05 * random.nextGaussian());
        }
        return vector;
    }
}
