package io.perennial.bench.jmh;

import io.perennial.worker.codec.CompressedDelta;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.Encoded;
import io.perennial.worker.codec.Fp16;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.codec.Int8;
import io.perennial.worker.codec.TopK;
import io.perennial.worker.codec.TwoBit;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Encoding a worker's delta of 10 million parameters, and adding it to the driver's sum. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class CodecBenchmark {

    private static final int LENGTH = 10_000_000;

    @Param({"fp32", "fp16", "int8", "topk", "2bit"})
    public String codec;

    private DeltaCodec measured;
    private float[] start;
    private float[] end;
    private Map<String, float[]> state;
    private byte[] encoded;
    private double[] sum;

    @Setup
    public void prepare() {
        ParameterLayout layout = new ParameterLayout(List.of(new Slice("layer", "W", 0, LENGTH, new long[] {LENGTH}, Slice.Kind.TRAINABLE)));
        measured = switch (codec) {
            case "fp16" -> new CompressedDelta(new Fp16(), layout);
            case "int8" -> new CompressedDelta(new Int8(), layout);
            case "topk" -> new CompressedDelta(new TopK(0.05), layout);
            case "2bit" -> new CompressedDelta(new TwoBit(), layout);
            default -> new Fp32();
        };
        Random random = new Random(1);
        start = new float[LENGTH];
        end = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            start[i] = (float) (0.05 * random.nextGaussian());
            end[i] = start[i] + (float) (0.001 * random.nextGaussian());
        }
        state = Map.of("residual", new float[LENGTH]);
        sum = new double[LENGTH];
        encoded = encode().bytes();
    }

    @Benchmark
    public Encoded encode() {
        return measured.encodeDelta(start, end, state);
    }

    @Benchmark
    public double[] add() {
        measured.addDelta(encoded, start, 0.5, sum);
        return sum;
    }
}
