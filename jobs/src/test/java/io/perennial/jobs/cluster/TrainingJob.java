package io.perennial.jobs.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The job that integration tests kill and compare, and what a run of it leaves. */
final class TrainingJob {

    /** Of every job. */
    static final int ROUNDS = 16;

    /** Sixteen rounds of an eighth of a second or so; a checkpoint every two. */
    private static final List<String> ARGUMENTS = List.of("train", "--set", "batchSize=16", "--set", "epochs=2.56", "--set", "localSteps=40",
            "--set", "checkpointEvery=2", "--set", "evaluateEvery=8");

    private TrainingJob() {
    }

    /** In one JVM, with two workers in it. */
    static PerennialProcess.Builder local(Path run, String... more) {
        return job(run, Stream.concat(Stream.of("--set", "master=local[2]"), Stream.of(more)).toArray(String[]::new));
    }

    /** Where spark-submit's options say. */
    static PerennialProcess.Builder job(Path run, String... more) {
        List<String> arguments = new ArrayList<>(ARGUMENTS);
        arguments.addAll(List.of("--set", "output=" + run));
        arguments.addAll(List.of(more));
        return PerennialProcess.perennial(arguments.toArray(String[]::new));
    }

    /** Round of the newest checkpoint that has its manifest; 0 without one. */
    static int newestCheckpoint(Path run) {
        try (Stream<Path> rounds = Files.list(run.resolve("checkpoints"))) {
            return rounds.filter(round -> Files.exists(round.resolve("checkpoint.json")))
                    .mapToInt(round -> Integer.parseInt(round.getFileName().toString().substring("round-".length()))).max().orElse(0);
        } catch (IOException none) {
            return 0;
        }
    }

    static JsonNode result(Path run) throws IOException {
        return new ObjectMapper().readTree(run.resolve("result.json").toFile());
    }

    static String parameters(Path run) throws IOException {
        return result(run).path("parametersSha256").textValue();
    }
}
