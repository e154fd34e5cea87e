package io.perennial.driver.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.RunDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads what {@link ResultJson} wrote. */
final class ResultFile {

    private ResultFile() {
    }

    static RunResult read(RunDirectory directory) throws IOException {
        JsonNode json = Json.read(directory.files(), directory.result(), JsonNode.class);
        return new RunResult(RunResult.Status.valueOf(json.path("status").asText().toUpperCase(Locale.ROOT)),
                json.path("directory").asText(), json.path("model").asText(), json.path("workers").asInt(), json.path("rounds").asInt(),
                json.path("examples").asLong(), json.path("examplesPerSecond").asDouble(), json.path("seconds").asDouble(),
                new RoundReport.Bytes(json.path("bytes").path("down").asLong(), json.path("bytes").path("up").asLong()),
                evaluation(json.get("test")), json.path("parametersSha256").asText(null), json.path("seed").asLong(),
                json.hasNonNull("resumedFrom") ? json.get("resumedFrom").asInt() : null, json.path("message").asText(null));
    }

    /** @param json the object {@code test}, or null */
    static Evaluation evaluation(JsonNode json) {
        if (json == null || json.isNull()) {
            return null;
        }
        List<String> classes = new ArrayList<>();
        json.path("perClass").forEach(one -> classes.add(one.path("name").asText()));
        long[][] confusion = new long[classes.size()][classes.size()];
        for (int truth = 0; truth < confusion.length; truth++) {
            for (int predicted = 0; predicted < confusion.length; predicted++) {
                confusion[truth][predicted] = json.path("confusion").path(truth).path(predicted).asLong();
            }
        }
        return new Evaluation(json.path("examples").asLong(), json.path("accuracy").asDouble(), json.path("loss").asDouble(), classes, confusion,
                json.hasNonNull("entities") ? entities(json.get("entities")) : null);
    }

    private static EntityScores entities(JsonNode json) {
        List<EntityScores.Score> types = new ArrayList<>();
        json.path("perType").forEach(one -> types.add(score(one)));
        return new EntityScores(score(json), types);
    }

    private static EntityScores.Score score(JsonNode json) {
        return new EntityScores.Score(json.path("name").asText(), json.path("entities").asLong(), json.path("predicted").asLong(), json.path("right").asLong());
    }
}
