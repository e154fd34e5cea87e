package io.perennial.bench;

import io.perennial.worker.natives.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.TreeMap;

/** {@code bench/RESULTS.md}: a part for each benchmark, which its next run replaces. */
public final class Results {

    private static final String PART = "\n## ";
    private static final String HEAD = """
            # Results

            Written by `bench/run NAME`. What is compared ran in turns in one run: a ratio holds on this machine, an absolute time means little elsewhere.
            """;

    private final Path bench;

    public Results(Path bench) {
        this.bench = bench;
    }

    /** Where a benchmark may write what it needs while it runs. */
    public Path scratch() {
        return bench.resolve("target");
    }

    /** A job file that Perennial brings along. */
    public Path jobFile(String name) {
        return bench.resolveSibling("conf").resolve(name);
    }

    /**
     * Writes a plot beside the user's pages.
     *
     * @return its file's name
     */
    public String plot(String name, String svg) throws IOException {
        Path file = docs().resolve(name + ".svg");
        Files.writeString(file, svg);
        System.out.println("wrote " + file);
        return file.getFileName().toString();
    }

    /**
     * Writes what a page for users has of a benchmark: what is there between its two marks is replaced.
     *
     * @param page in docs
     */
    public void writeToPage(String page, String name, String body) throws IOException {
        Path file = docs().resolve(page);
        String text = Files.readString(file);
        String begin = "<!-- bench/run " + name + " -->\n";
        String end = "<!-- end of bench/run " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IOException(file + " has no place for " + name + ": the lines '" + begin.strip() + "' and '" + end + "'");
        }
        Files.writeString(file, text.substring(0, from + begin.length()) + body.strip() + "\n" + text.substring(to));
        System.out.println("wrote " + file);
    }

    private Path docs() {
        return bench.resolveSibling("docs");
    }

    /**
     * Writes a benchmark's part.
     *
     * @param name of the benchmark, as {@code bench/run} takes it
     * @param turns how often each contender ran
     * @param body Markdown: what was measured, and its tables
     */
    public void write(String name, int turns, String body) throws IOException {
        Path page = bench.resolve("RESULTS.md");
        TreeMap<String, String> parts = new TreeMap<>();
        if (Files.exists(page)) {
            String[] found = Files.readString(page).split(PART);
            for (int i = 1; i < found.length; i++) {
                parts.put(found[i].lines().findFirst().orElseThrow(), found[i].strip());
            }
        }
        parts.put(name, name + "\n\n`bench/run " + name + " " + turns + "`, " + LocalDate.now() + ", on " + Machine.fingerprint() + ", "
                + Runtime.getRuntime().availableProcessors() + " cores, Java " + Runtime.version().feature() + ".\n\n" + body.strip());
        StringBuilder text = new StringBuilder(HEAD);
        parts.values().forEach(part -> text.append(PART).append(part).append('\n'));
        Files.writeString(page, text.toString());
        System.out.println("wrote " + page);
    }
}
