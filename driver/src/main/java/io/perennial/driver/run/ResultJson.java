package io.perennial.driver.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The shape of result.json, of a line of metrics.jsonl and of what {@code --json} prints. A number that is none (NaN) is null. */
public final class ResultJson {

    private ResultJson() {
    }

    /** result.json. */
    public static Map<String, Object> of(RunResult result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", result.status().name().toLowerCase(Locale.ROOT));
        object.put("directory", result.directory());
        object.put("model", result.model());
        object.put("workers", result.workers());
        object.put("rounds", result.rounds());
        object.put("examples", result.examples());
        object.put("examplesPerSecond", finite(result.examplesPerSecond()));
        object.put("seconds", finite(result.seconds()));
        object.put("bytes", of(result.bytes()));
        object.put("test", result.test() == null ? null : of(result.test()));
        object.put("parametersSha256", result.parametersSha256());
        object.put("seed", result.seed());
        object.put("resumedFrom", result.resumedFrom());
        if (result.message() != null) {
            object.put("message", result.message());
        }
        return object;
    }

    /** The object {@code test}. */
    public static Map<String, Object> of(Evaluation test) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("accuracy", finite(test.accuracy()));
        object.put("loss", finite(test.loss()));
        object.put("examples", test.examples());
        if (test.entities() != null) {
            object.put("entities", of(test.entities()));
        }
        List<Map<String, Object>> classes = new ArrayList<>();
        for (int c = 0; c < test.classes().size(); c++) {
            long examples = 0;
            for (long count : test.confusion()[c]) {
                examples += count;
            }
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", test.classes().get(c));
            one.put("examples", examples);
            one.put("accuracy", examples == 0 ? null : (double) test.confusion()[c][c] / examples);
            classes.add(one);
        }
        object.put("perClass", classes);
        object.put("confusion", test.confusion());
        return object;
    }

    /** The object {@code entities}. */
    public static Map<String, Object> of(EntityScores scores) {
        Map<String, Object> entities = of(scores.all());
        entities.put("perType", scores.types().stream().map(ResultJson::of).toList());
        return entities;
    }

    private static Map<String, Object> of(EntityScores.Score score) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", score.name());
        object.put("precision", score.precision());
        object.put("recall", score.recall());
        object.put("f1", score.f1());
        object.put("entities", score.truth());
        object.put("predicted", score.predicted());
        object.put("right", score.right());
        return object;
    }

    /** A line of metrics.jsonl. */
    static Map<String, Object> of(RoundReport round) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("round", round.round());
        object.put("epoch", round.epoch());
        object.put("examples", round.examples());
        object.put("loss", finite(round.loss()));
        object.put("learningRate", round.learningRate());
        object.put("seconds", round.seconds());
        object.put("bytes", of(round.bytes()));
        if (round.evaluation() != null) {
            Map<String, Object> evaluation = of(round.evaluation());
            evaluation.remove("confusion");
            object.put("evaluation", evaluation);
        }
        return object;
    }

    private static Map<String, Object> of(RoundReport.Bytes bytes) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("down", bytes.down());
        object.put("up", bytes.up());
        return object;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
