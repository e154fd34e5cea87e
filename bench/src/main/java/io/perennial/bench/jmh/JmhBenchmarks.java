package io.perennial.bench.jmh;

import io.perennial.bench.Results;
import io.perennial.worker.training.BatchBenchmark;
import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** The JMH benchmarks: codecs, what the driver computes, building batches. */
public final class JmhBenchmarks {

    private JmhBenchmarks() {
    }

    /** Runs them and writes their results; {@code iterations} are measured ones of each. */
    public static void run(Results results, int iterations) throws RunnerException, IOException {
        Collection<RunResult> done = new Runner(new OptionsBuilder().include(CodecBenchmark.class.getName()).include(SumBenchmark.class.getName())
                .include(BatchBenchmark.class.getName()).forks(1).jvmArgsAppend("-Xmx3g").warmupIterations(3).warmupTime(TimeValue.seconds(1))
                .measurementIterations(iterations).measurementTime(TimeValue.seconds(1)).build()).run();
        StringBuilder table = new StringBuilder("Codecs: a worker's delta of 10 million parameters is encoded, error feedback included, and added to the driver's sum. "
                + "Sums: the mean of two fp32 deltas of 10 million parameters, the outer step (both, and adding fp32, by all cores), encoding the parameters for the broadcast. Batches: 32 images of 3x32x32.\n\n"
                + "| what | of | time | +/- (99.9 %) |\n|---|---|---|---|\n");
        done.stream().sorted(Comparator.comparing((RunResult result) -> result.getParams().getBenchmark())).forEach(result -> {
            String name = result.getParams().getBenchmark();
            String[] words = name.split("\\.");
            String parameters = result.getParams().getParamsKeys().stream().map(key -> result.getParams().getParam(key)).collect(Collectors.joining(", "));
            table.append(String.format("| %s.%s | %s | %.1f %s | %.1f |%n", words[words.length - 2], words[words.length - 1], parameters,
                    result.getPrimaryResult().getScore(), result.getPrimaryResult().getScoreUnit(), result.getPrimaryResult().getScoreError()));
        });
        results.write("jmh", iterations, table.toString());
    }
}
