package io.perennial.bench;

import io.perennial.worker.natives.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * {@code bench/RESULTS.md}: a part for each benchmark, kept in a file of its own below {@code results/} and joined anew whenever one
 * is written.
 */
public final class Results {

    private final Path bench;

    public Results(Path bench) {
        this.bench = bench;
    }

    /** Where a benchmark may write what it needs while it runs. */
    public Path scratch() {
        return bench.resolve("target");
    }

    /**
     * Writes a benchmark's part.
     *
     * @param name    of the benchmark, as {@code bench/run} takes it
     * @param command that ran it
     * @param body    Markdown: what was measured, and its tables
     */
    public void write(String name, String command, String body) throws IOException {
        Path parts = Files.createDirectories(bench.resolve("results"));
        Files.writeString(parts.resolve(name + ".md"), "## " + name + "\n\n`" + command + "`, " + LocalDate.now() + ", on " + Machine.fingerprint() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version().feature() + ".\n\n" + body.strip() + "\n");
        TreeMap<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.list(parts)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".md")).toList()) {
                all.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        Path page = bench.resolve("RESULTS.md");
        Files.writeString(page, "# Results\n\nWritten by `bench/run NAME`. What is compared ran in turns in one run: a ratio holds on this machine, an absolute time means "
                + "little elsewhere.\n\n" + String.join("\n", all.values()));
        System.out.println("wrote " + page);
    }
}
