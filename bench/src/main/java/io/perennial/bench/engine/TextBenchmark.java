package io.perennial.bench.engine;

import io.perennial.bench.Results;
import io.perennial.worker.model.text.Lstm;
import io.perennial.worker.model.text.TextModelOptions;
import io.perennial.worker.model.text.Transformer;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tokens a CPU-second of language models: Perennial's local steps beside PyTorch, and beside DL4J's own LSTM. */
public final class TextBenchmark {

    private static final double WARM_SECONDS = 12;
    private static final double TURN_SECONDS = 3;
    private static final int BATCH = 32;
    private static final String TORCH = "PyTorch 2.7.1 through DJL";
    private static final String DL4J = "DL4J's own LSTM";
    private static final String PERENNIAL = "Perennial's local steps";

    /** By name: what is measured. */
    private static final Map<String, TextModelOptions> MODELS = new LinkedHashMap<>();

    static {
        MODELS.put("transformer-lm-128x4", new TextModelOptions(128, 4, 4, 0));
        MODELS.put("transformer-lm-128x2", new TextModelOptions(128, 2, 4, 0));
        MODELS.put("lstm-lm-192x1", new TextModelOptions(192, 1, 1, 0));
    }

    private TextBenchmark() {
    }

    static boolean isOfTexts(String model) {
        return MODELS.containsKey(model);
    }

    static TextModelOptions options(String model) {
        return MODELS.get(model);
    }

    static boolean isLstm(String model) {
        return model.startsWith(Lstm.LANGUAGE_MODEL);
    }

    /** The built-in network that a name means. */
    static String network(String model) {
        return isLstm(model) ? Lstm.LANGUAGE_MODEL : Transformer.LANGUAGE_MODEL;
    }

    /** Runs it and writes its results; {@code turns} are how often each engine trains each network. */
    public static void run(Results results, int turns) throws IOException {
        StringBuilder table = new StringBuilder("| network | batch | | tokens per CPU-second | as a multiple of PyTorch's | loss at the end |\n|---|---|---|---|---|---|\n");
        boolean bound = true;
        for (String model : MODELS.keySet()) {
            Map<String, Lane> lanes = new LinkedHashMap<>();
            try {
                lanes.put(TORCH, lane(results, "torch", model));
                if (isLstm(model)) {
                    lanes.put(DL4J, lane(results, "dl4j", model));
                }
                lanes.put(PERENNIAL, lane(results, "perennial", model));
                bound &= Lane.race(lanes.values(), WARM_SECONDS, TURN_SECONDS, turns);
                lanes.forEach((name, lane) -> table.append(lane.row(model, BATCH, name, lanes.get(TORCH))));
                System.err.println(table);
            } finally {
                lanes.values().forEach(Lane::close);
            }
        }
        results.write("text", turns, "Tokens that language models train on in a second of CPU time of their whole process, one native thread, " + (bound ? "bound to one core" : "not bound to a core")
                + ": windows of " + Texts.LENGTH + " drawn characters, a vocabulary of 68, SGD with momentum. The names say width and layers. The networks are the same: pre-LN "
                + "blocks with 4 heads and a dense layer of four times the width; PyTorch has its own fused normalization, GELU (erf) and LSTM. Turns of " + TURN_SECONDS + " s after "
                + WARM_SECONDS + " s that do not count, one engine after another; medians, in brackets the lowest and highest turn. DL4J and PyTorch are fed with batches that are ready; "
                + "Perennial builds its own, and copies parameters in and out as in rounds of half a second.\n\n" + table);
    }

    private static Lane lane(Results results, String engine, String model) throws IOException {
        return new Lane(results.scratch(), engine, model, BATCH, "false", done -> done.examples() * (double) Texts.LENGTH / done.cpuSeconds());
    }
}
