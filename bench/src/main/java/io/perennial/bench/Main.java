package io.perennial.bench;

import io.perennial.bench.codec.CodecBenchmark;
import io.perennial.bench.round.RoundBenchmark;
import java.nio.file.Path;
import java.util.List;

/** {@code bench/run NAME}. */
public final class Main {

    private static final String USAGE = "usage: bench/run round [REPETITIONS] | codecs";

    private Main() {
    }

    public static void main(String[] arguments) throws Exception {
        Path bench = Path.of(System.getProperty("basedir", "bench")).toAbsolutePath();
        List<String> words = List.of(arguments);
        if (words.equals(List.of("codecs"))) {
            CodecBenchmark.run(new Results(bench));
        } else if (!words.isEmpty() && words.size() <= 2 && words.get(0).equals("round") && (words.size() == 1 || words.get(1).matches("[1-9]\\d{0,2}"))) {
            RoundBenchmark.run(new Results(bench), words.size() == 1 ? 3 : Integer.parseInt(words.get(1)));
        } else {
            System.err.println("found '" + String.join(" ", words) + "'; " + USAGE);
            System.exit(2);
        }
    }
}
