package io.perennial.driver.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.perennial.driver.storage.Attempts;
import io.perennial.driver.storage.DamagedFileException;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a report says of one run. Files of a run that are not there yet leave their part empty.
 *
 * @param name        of the directory; its whole path where another run of the report has the same name
 * @param directory   as a user would type it
 * @param status      as result.json has it, or {@code unfinished} where there is none
 * @param result      result.json without its evaluation's classes
 * @param classes     of the last evaluation; null if there was none
 * @param settings    of the job, by key; what is unset is not in it
 * @param provenance  by name
 * @param files       the data's files, at most {@value #MOST_FILES}
 * @param filesInAll  how many there are
 * @param attempts    processes that worked on the run
 */
record ReportedRun(String name, String directory, String status, Map<String, Object> result, Totals totals, Curves curves,
                   Evaluations evaluations, Classes classes, Map<String, String> settings, Map<String, String> provenance,
                   List<DataFile> files, int filesInAll, List<Attempts.Attempt> attempts) {

    private static final int MOST_FILES = 50;
    private static final List<String> OF_RESULT = List.of("message", "model", "workers", "rounds", "examples", "examplesPerSecond", "seconds",
            "parametersSha256", "seed", "resumedFrom");

    /**
     * @param split  train or test
     * @param path   with its scheme; or what drew the data
     * @param bytes  length; null for drawn data
     * @param sha256 in hexadecimal
     */
    record DataFile(String split, String path, Long bytes, String sha256) {
    }

    /**
     * Reads a run.
     *
     * @param name       what the report calls it
     * @param result     what its result.json holds or is about to hold; null where the run has not ended
     * @param mostPoints of each curve
     * @throws InputException if the directory holds no run, or a file of it is damaged
     */
    static ReportedRun read(String name, RunDirectory directory, JsonNode result, int mostPoints) throws IOException {
        if (!directory.hasRun()) {
            throw new InputException(directory.shown() + " is not a run directory: it has no job.yaml; name the directory that the run printed");
        }
        JsonNode ended = result == null ? MissingNode.getInstance() : result;
        JsonNode provenance = directory.files().exists(directory.provenance())
                ? Json.read(directory.files(), directory.provenance(), JsonNode.class) : MissingNode.getInstance();
        List<RoundLine> rounds = withLastEvaluation(rounds(directory), ended);
        List<DataFile> files = files(provenance.path("data"));
        return new ReportedRun(name, directory.shown(), ended.path("status").asText("unfinished"), ofResult(ended),
                Totals.of(rounds), Curves.of(rounds, mostPoints), Evaluations.of(rounds, mostPoints), Classes.of(ended.path("test")),
                texts(provenance.path("job")), ofProvenance(provenance), List.copyOf(files.subList(0, Math.min(MOST_FILES, files.size()))),
                files.size(), new Attempts(directory).all());
    }

    private static List<RoundLine> rounds(RunDirectory directory) throws IOException {
        List<RoundLine> rounds = new ArrayList<>();
        try {
            directory.readMetrics(line -> rounds.add(RoundLine.of(Json.parse(line))));
        } catch (IllegalArgumentException notJson) {
            throw new DamagedFileException(directory.metrics(), "or a part of it: line " + (rounds.size() + 1) + " " + notJson.getMessage());
        }
        return rounds;
    }

    /** A job that evaluates at the end only has its one evaluation in the result. */
    private static List<RoundLine> withLastEvaluation(List<RoundLine> rounds, JsonNode result) {
        if (rounds.isEmpty() || !result.path("status").asText().equals("done")) {
            return rounds;
        }
        RoundLine last = rounds.get(rounds.size() - 1);
        JsonNode test = result.path("test");
        if (!last.evaluated() && test.isObject()) {
            rounds.set(rounds.size() - 1, last.with(RoundLine.number(test, "accuracy"), RoundLine.number(test, "loss")));
        }
        return rounds;
    }

    private static Map<String, Object> ofResult(JsonNode result) {
        Map<String, Object> shown = new LinkedHashMap<>();
        OF_RESULT.stream().filter(result::hasNonNull).forEach(name -> shown.put(name, result.get(name)));
        for (String name : List.of("accuracy", "loss", "examples")) {
            if (result.path("test").hasNonNull(name)) {
                shown.put("test." + name, result.path("test").get(name));
            }
        }
        return shown;
    }

    private static Map<String, String> ofProvenance(JsonNode provenance) {
        Map<String, String> shown = new LinkedHashMap<>();
        put(shown, "started", provenance.path("created"));
        put(shown, "perennial", provenance.path("perennial"));
        provenance.path("software").fields().forEachRemaining(one -> put(shown, one.getKey(), one.getValue()));
        put(shown, "machine", provenance.path("machine"));
        put(shown, "repeats", provenance.path("repeats").path("directory"));
        put(shown, "repeats.parametersSha256", provenance.path("repeats").path("parametersSha256"));
        put(shown, "data", provenance.path("data").path("name"));
        put(shown, "data.train.examples", provenance.path("data").path("train").path("examples"));
        put(shown, "data.test.examples", provenance.path("data").path("test").path("examples"));
        put(shown, "data.testOverlap", provenance.path("data").path("testOverlap").path("count"));
        put(shown, "dataSha256", provenance.path("dataSha256"));
        put(shown, "model", provenance.path("model"));
        put(shown, "modelSha256", provenance.path("modelSha256"));
        put(shown, "parameters", provenance.path("parameters"));
        put(shown, "jobSha256", provenance.path("jobSha256"));
        return shown;
    }

    private static void put(Map<String, String> shown, String name, JsonNode value) {
        if (value.isValueNode() && !value.isNull()) {
            shown.put(name, value.asText());
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.fields().forEachRemaining(one -> put(texts, one.getKey(), one.getValue()));
        return texts;
    }

    private static List<DataFile> files(JsonNode data) {
        List<DataFile> files = new ArrayList<>();
        for (String split : List.of("train", "test")) {
            data.path(split).path("files").forEach(file -> files.add(new DataFile(split, file.path("path").asText(), file.path("bytes").asLong(),
                    file.path("sha256").asText())));
            JsonNode drawn = data.path(split).path("drawn");
            if (drawn.isObject()) {
                files.add(new DataFile(split, "drawn by " + drawn.path("generator").asText() + ", version " + drawn.path("version").asText()
                        + ", seed " + drawn.path("seed").asText(), null, drawn.path("sha256").asText()));
            }
        }
        return files;
    }
}
