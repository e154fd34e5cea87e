package io.perennial.bench.engine;

import io.perennial.bench.Results;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Images a second of one process with one thread: Perennial's local steps, DL4J's own loop, and PyTorch. */
public final class EngineBenchmark {

    private static final double WARM_SECONDS = 5;
    private static final double TURN_SECONDS = 2;
    private static final String TORCH = "PyTorch 2.7.1 through DJL";
    private static final String SHIPPED = "DL4J as it ships";
    private static final String DL4J = "DL4J, oneDNN helpers on";
    private static final String PERENNIAL = "Perennial's local steps";

    private EngineBenchmark() {
    }

    /** Runs it and writes its results; {@code turns} are how often each engine trains each network. */
    public static void run(Results results, int turns) throws IOException {
        StringBuilder table = new StringBuilder("| network | batch | | images/s | as a multiple of PyTorch's | loss at the end |\n|---|---|---|---|---|---|\n");
        boolean bound = true;
        for (String model : List.of("lenet", "resnet20", "compact")) {
            for (int batch : new int[] {32, 128}) {
                Map<String, Lane> lanes = new LinkedHashMap<>();
                try {
                    lanes.put(TORCH, lane(results, "torch", model, batch, "true"));
                    lanes.put(DL4J, lane(results, "dl4j", model, batch, "false"));
                    lanes.put(PERENNIAL, lane(results, "perennial", model, batch, "false"));
                    if (model.equals("lenet") && batch == 32) {
                        lanes.put(SHIPPED, lane(results, "dl4j", model, batch, "true"));
                    }
                    bound &= Lane.race(lanes.values(), WARM_SECONDS, TURN_SECONDS, turns);
                    lanes.forEach((name, lane) -> table.append(lane.row(model, batch, name, lanes.get(TORCH))));
                    System.err.println(table);
                } finally {
                    lanes.values().forEach(Lane::close);
                }
            }
        }
        results.write("engine", turns, "Images a second of one process with one native thread, " + (bound ? "bound to one core" : "not bound to a core")
                + ", SGD with momentum, shapes10. Turns of " + TURN_SECONDS + " s after " + WARM_SECONDS + " s that do not count, one engine after another; medians, in brackets the "
                + "lowest and highest turn. DL4J and PyTorch are fed with batches that are ready; Perennial builds its own on the same core.\n\n" + table);
    }

    private static Lane lane(Results results, String engine, String model, int batch, String helpersDisabled) throws IOException {
        return new Lane(results.scratch(), engine, model, batch, helpersDisabled, done -> done.examples() / done.seconds());
    }
}
