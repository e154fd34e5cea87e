package io.perennial.driver.storage;

import io.perennial.errors.InputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A run's directory on any Hadoop file system: what is where, and how it is written. */
public final class RunDirectory {

    private static final Pattern PART = Pattern.compile("rounds-(\\d+)-(\\d+)\\.jsonl");

    private final FileSystem files;
    private final Path path;

    private RunDirectory(FileSystem files, Path path) {
        this.files = files;
        this.path = path;
    }

    /** @throws InputException if no file system can be found for the directory */
    public static RunDirectory of(String directory, Configuration hadoop) {
        try {
            Path path = new Path(directory);
            FileSystem files = RunFiles.of(path, hadoop);
            return new RunDirectory(files, files.makeQualified(path));
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("output: cannot use '" + directory + "': " + e.getMessage()
                    + "; give a directory that driver and executors can write, local or a Hadoop URI", e);
        }
    }

    public FileSystem files() {
        return files;
    }

    public Path path() {
        return path;
    }

    /** The directory as a user would type it: a plain path where it is local. */
    public String shown() {
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }

    public Path job() {
        return new Path(path, "job.yaml");
    }

    public Path provenance() {
        return new Path(path, "provenance.json");
    }

    public Path result() {
        return new Path(path, "result.json");
    }

    public Path metrics() {
        return new Path(path, "metrics.jsonl");
    }

    public Path report() {
        return new Path(path, "report.html");
    }

    public Path checkpoints() {
        return new Path(path, "checkpoints");
    }

    public Path model() {
        return new Path(path, "model");
    }

    public Path attempts() {
        return new Path(path, "attempts");
    }

    /** Whether a run was started here. */
    public boolean hasRun() throws IOException {
        return files.exists(job());
    }

    /** Whether the run here has ended and says how. */
    public boolean hasResult() throws IOException {
        return files.exists(result());
    }

    /** Makes sure that a new run can be written here, and writes nothing but the directory. */
    public void create() {
        try {
            if (files.exists(path) && !isEmpty()) {
                throw new InputException("output: " + shown() + " exists and is not empty; give another directory, or --resume "
                        + shown() + " to continue the run in it");
            }
            files.mkdirs(path);
            Path probe = new Path(path, ".probe");
            files.create(probe, true).close();
            files.delete(probe, false);
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new InputException("output: cannot write to " + shown() + " (" + reason + "); give a directory that driver and executors can write", e);
        }
    }

    /** What a process left that was killed before it had written job.yaml is hidden, and no run. */
    private boolean isEmpty() throws IOException {
        return Arrays.stream(files.listStatus(path)).allMatch(entry -> entry.getPath().getName().startsWith("."));
    }

    public void write(Path file, String text) throws IOException {
        Json.write(files, file, text.getBytes(StandardCharsets.UTF_8));
    }

    public String read(Path file) throws IOException {
        try (InputStream in = files.open(file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Writes the metrics of the rounds since the last part: parts are files of their own, since no file is ever appended to. */
    public void writeMetrics(int firstRound, int lastRound, List<String> lines) throws IOException {
        write(new Path(metricsParts(), String.format("rounds-%06d-%06d.jsonl", firstRound, lastRound)), String.join("\n", lines) + "\n");
    }

    /** Removes parts that reach past a round: a resumed run does those rounds again. */
    public void forgetMetricsAfter(int round) throws IOException {
        for (FileStatus part : parts()) {
            if (lastRound(part) > round) {
                files.delete(part.getPath(), false);
            }
        }
    }

    /** Joins the parts to metrics.jsonl. */
    public void joinMetrics() throws IOException {
        Path hidden = new Path(path, ".metrics.jsonl.writing");
        try (OutputStream out = files.create(hidden, true)) {
            for (FileStatus part : parts()) {
                try (InputStream in = files.open(part.getPath())) {
                    in.transferTo(out);
                }
            }
        }
        files.delete(metrics(), false);
        if (!files.rename(hidden, metrics())) {
            throw new IOException("cannot write " + metrics());
        }
    }

    /**
     * Reads the metrics of the rounds so far, in their order: metrics.jsonl, or the parts while the run has not ended.
     *
     * @param line is given each line
     */
    public void readMetrics(Consumer<String> line) throws IOException {
        List<Path> sources = files.exists(metrics()) ? List.of(metrics()) : parts().stream().map(FileStatus::getPath).toList();
        for (Path source : sources) {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(files.open(source), StandardCharsets.UTF_8))) {
                in.lines().filter(text -> !text.isBlank()).forEach(line);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        }
    }

    /** Removes the parts, once the run's result says that they have been joined for good. */
    public void forgetMetricsParts() throws IOException {
        files.delete(metricsParts(), true);
    }

    private Path metricsParts() {
        return new Path(path, "metrics");
    }

    private List<FileStatus> parts() throws IOException {
        if (!files.exists(metricsParts())) {
            return List.of();
        }
        List<FileStatus> parts = new ArrayList<>(Arrays.stream(files.listStatus(metricsParts()))
                .filter(part -> PART.matcher(part.getPath().getName()).matches()).toList());
        parts.sort(Comparator.comparingInt(RunDirectory::lastRound));
        return parts;
    }

    private static int lastRound(FileStatus part) {
        Matcher name = PART.matcher(part.getPath().getName());
        return name.matches() ? Integer.parseInt(name.group(2)) : -1;
    }
}
