package io.perennial.bench.engine;

import io.perennial.bench.Results;
import io.perennial.bench.cluster.Core;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
                    lanes.put(TORCH, new Lane(results.scratch(), "torch", model, batch, "true"));
                    lanes.put(DL4J, new Lane(results.scratch(), "dl4j", model, batch, "false"));
                    lanes.put(PERENNIAL, new Lane(results.scratch(), "perennial", model, batch, "false"));
                    if (model.equals("lenet") && batch == 32) {
                        lanes.put(SHIPPED, new Lane(results.scratch(), "dl4j", model, batch, "true"));
                    }
                    for (Lane lane : lanes.values()) {
                        bound &= lane.bound;
                        lane.ask(WARM_SECONDS);
                    }
                    for (int turn = 0; turn < turns; turn++) {
                        lanes.values().forEach(Lane::turn);
                    }
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

    /** An engine in a process of its own, and what it did. */
    private static final class Lane implements AutoCloseable {

        private final Process process;
        private final PrintStream to;
        private final BufferedReader from;
        private final boolean bound;
        private final List<Double> speeds = new ArrayList<>();
        private double loss;

        Lane(Path scratch, String engine, String model, int batch, String helpersDisabled) throws IOException {
            List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(word -> !word.startsWith("-Dorg.eclipse.deeplearning4j.helpers")).forEach(command::add);
            command.addAll(List.of("-Dorg.eclipse.deeplearning4j.helpers.disable=" + helpersDisabled, "-Dai.djl.offline=true",
                    "-DDJL_CACHE_DIR=" + scratch.resolve("djl-cache"), "-cp", scratch.resolve("djl") + "/*:" + System.getProperty("java.class.path"),
                    EngineProcess.class.getName(), engine, model, String.valueOf(batch)));
            process = new ProcessBuilder(command).redirectError(scratch.resolve("engine-" + engine + "-" + model + "-" + batch + ".log").toFile()).start();
            bound = Core.bind(process.pid(), Runtime.getRuntime().availableProcessors() - 1);
            to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
            from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        void turn() {
            String[] done = ask(TURN_SECONDS).split(" ");
            speeds.add(Long.parseLong(done[0]) / Double.parseDouble(done[1]));
            loss = Double.parseDouble(done[2]);
        }

        String ask(double seconds) {
            to.println(seconds);
            try {
                for (String line = from.readLine(); line != null; line = from.readLine()) {
                    if (line.startsWith(EngineProcess.ANSWER)) {
                        return line.substring(EngineProcess.ANSWER.length());
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException("no answer from an engine", e);
            }
            throw new IllegalStateException("an engine's process ended; see its log in bench/target");
        }

        String row(String model, int batch, String name, Lane torch) {
            double[] ratios = new double[speeds.size()];
            for (int turn = 0; turn < ratios.length; turn++) {
                ratios[turn] = speeds.get(turn) / torch.speeds.get(turn);
            }
            Arrays.sort(ratios);
            // Of an even number of turns the upper of the two in the middle.
            double[] sorted = speeds.stream().mapToDouble(speed -> speed).sorted().toArray();
            return String.format("| %s | %d | %s | %.0f (%.0f-%.0f) | %.2f (%.2f-%.2f) | %.2f |%n", model, batch, name, sorted[sorted.length / 2], sorted[0],
                    sorted[sorted.length - 1], ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1], loss);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}
