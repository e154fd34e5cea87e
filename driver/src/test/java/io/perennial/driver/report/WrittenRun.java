package io.perennial.driver.report;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** Writes run directories as a run leaves them, without training. */
final class WrittenRun {

    private final RunDirectory directory;
    private final List<String> lines = new ArrayList<>();

    WrittenRun(java.nio.file.Path path) {
        directory = RunDirectory.of(path.toString(), new Configuration());
    }

    RunDirectory directory() {
        return directory;
    }

    /** Writes job and provenance. */
    WrittenRun job(String data, String... settings) throws IOException {
        Job job = JobFile.parse("{}", "test.yaml", List.of(settings)).withOutput(directory.shown());
        directory.files().mkdirs(directory.path());
        directory.write(directory.job(), job.toYaml());
        Map<String, Object> split = Map.of("examples", 100, "files", List.of(Map.of("path", "file:/data/" + data, "bytes", 1234, "sha256", "ab".repeat(32))));
        Json.write(directory.files(), directory.provenance(), Map.of("created", "2026-01-02T03:04:05.678Z", "perennial", "0.1.0 (commit abc)",
                "software", Map.of("dl4j", "1.0.0-M2.1"), "machine", "a machine", "job", job.canonical(), "dataSha256", "cd".repeat(32),
                "data", Map.of("name", data, "train", split, "test", split), "model", "lenet", "parameters", 62006));
        return this;
    }

    /** Adds rounds with a loss that falls, and an evaluation after every so-manieth. */
    WrittenRun rounds(int rounds, int evaluateEvery) {
        for (int round = lines.size() + 1; rounds > 0; round++, rounds--) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("round", round);
            line.put("epoch", round / 10.0);
            line.put("examples", round * 1280L);
            line.put("loss", 2.3 / Math.sqrt(round));
            line.put("learningRate", 0.01);
            line.put("seconds", Map.of("compute", 0.5, "aggregate", 0.01, "broadcast", 0.02, "schedule", 0.03));
            line.put("bytes", Map.of("down", 1000, "up", 500));
            if (round % evaluateEvery == 0) {
                line.put("evaluation", Map.of("accuracy", 1 - 1 / Math.sqrt(round), "loss", 1 / Math.sqrt(round), "examples", 40));
            }
            lines.add(Json.line(line));
        }
        return this;
    }

    /** Writes the rounds to metrics.jsonl, as a run that is done does. */
    WrittenRun joined() throws IOException {
        directory.write(directory.metrics(), String.join("\n", lines) + "\n");
        return this;
    }

    /** Writes the rounds in two parts, as a run that is not done has them. */
    WrittenRun inParts() throws IOException {
        int half = lines.size() / 2;
        directory.writeMetrics(1, half, lines.subList(0, half));
        directory.writeMetrics(half + 1, lines.size(), lines.subList(half, lines.size()));
        return this;
    }

    WrittenRun result(String status, String... classes) throws IOException {
        List<Map<String, Object>> perClass = new ArrayList<>();
        long[][] confusion = new long[classes.length][classes.length];
        for (int c = 0; c < classes.length; c++) {
            perClass.add(Map.of("name", classes[c], "examples", 20, "accuracy", 0.75));
            confusion[c][c] = 15;
            confusion[c][(c + 1) % classes.length] += 5;
        }
        Json.write(directory.files(), directory.result(), Map.of("status", status, "rounds", lines.size(), "examples", lines.size() * 1280,
                "examplesPerSecond", 2000, "seconds", 12.5, "seed", 1, "parametersSha256", "ef".repeat(32),
                "test", Map.of("accuracy", 0.75, "loss", 0.5, "examples", 40, "perClass", perClass, "confusion", confusion)));
        return this;
    }
}
