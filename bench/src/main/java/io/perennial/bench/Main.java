package io.perennial.bench;

import io.perennial.bench.engine.EngineBenchmark;
import io.perennial.bench.engine.PretrainingBenchmark;
import io.perennial.bench.engine.TextBenchmark;
import io.perennial.bench.jmh.JmhBenchmarks;
import io.perennial.bench.round.AccuracyBenchmark;
import io.perennial.bench.round.GrowthBenchmark;
import io.perennial.bench.round.RoundBenchmark;
import io.perennial.bench.round.ScalingBenchmark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code bench/run NAME [TURNS]}. */
public final class Main {

    private static final int TURNS = 3;
    private static final Map<String, Measurement> MEASUREMENTS = Map.of(
            "round", RoundBenchmark::net,
            "large", RoundBenchmark::large,
            "scaling", ScalingBenchmark::run,
            "growth", GrowthBenchmark::run,
            "accuracy", AccuracyBenchmark::run,
            "engine", EngineBenchmark::run,
            "text", TextBenchmark::run,
            "pretraining", PretrainingBenchmark::run,
            "jmh", JmhBenchmarks::run);

    private interface Measurement {
        void run(Results results, int turns) throws Exception;
    }

    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        List<String> words = List.of(arguments);
        boolean usable = !words.isEmpty() && words.size() <= 2 && MEASUREMENTS.containsKey(words.get(0)) && (words.size() == 1 || words.get(1).matches("[1-9]\\d{0,2}"));
        if (!usable) {
            System.err.println("found '" + String.join(" ", words) + "'; usage: bench/run " + String.join("|", MEASUREMENTS.keySet().stream().sorted().toList())
                    + " [TURNS]");
            System.exit(2);
        }
        Results results = new Results(Path.of(System.getProperty("basedir", "bench")).toAbsolutePath());
        MEASUREMENTS.get(words.get(0)).run(results, words.size() == 1 ? TURNS : Integer.parseInt(words.get(1)));
    }
}
