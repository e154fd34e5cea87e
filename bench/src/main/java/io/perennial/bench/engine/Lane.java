package io.perennial.bench.engine;

import io.perennial.bench.cluster.Core;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** An engine in a process of its own, bound to one core where that can be done, and what it did. */
final class Lane implements AutoCloseable {

    private final Process process;
    private final PrintStream to;
    private final BufferedReader from;
    private final boolean bound;
    private final ToDoubleFunction<Engine.Done> speed;
    private final List<Double> speeds = new ArrayList<>();
    private double loss;

    /**
     * @param engine          as {@link EngineProcess} takes it
     * @param helpersDisabled DL4J's property of this name
     * @param speed           what a turn is measured by
     */
    Lane(Path scratch, String engine, String model, int batch, String helpersDisabled, ToDoubleFunction<Engine.Done> speed) throws IOException {
        this.speed = speed;
        List<String> command = EngineProcess.command(scratch, helpersDisabled, EngineProcess.class, engine, model, String.valueOf(batch));
        process = new ProcessBuilder(command).redirectError(scratch.resolve("engine-" + engine + "-" + model + "-" + batch + ".log").toFile()).start();
        bound = Core.bind(process.pid(), Runtime.getRuntime().availableProcessors() - 1);
        to = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        from = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Warms all up, one after another, and has them take turns.
     *
     * @param warm seconds that do not count
     * @param turn seconds of a turn
     * @return whether each is bound to one core
     */
    static boolean race(Collection<Lane> lanes, double warm, double turn, int turns) {
        boolean bound = true;
        for (Lane lane : lanes) {
            bound &= lane.bound;
            lane.ask(warm);
        }
        for (int i = 0; i < turns; i++) {
            lanes.forEach(lane -> lane.turn(turn));
        }
        return bound;
    }

    private void turn(double seconds) {
        Engine.Done done = ask(seconds);
        speeds.add(speed.applyAsDouble(done));
        loss = done.loss();
    }

    private Engine.Done ask(double seconds) {
        to.println(seconds);
        try {
            for (String line = from.readLine(); line != null; line = from.readLine()) {
                if (line.startsWith(EngineProcess.ANSWER)) {
                    return Engine.Done.parse(line.substring(EngineProcess.ANSWER.length()));
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("no answer from an engine", e);
        }
        throw new IllegalStateException("an engine's process ended; see its log in bench/target");
    }

    /** A row of a table: {@code | model | batch | name | speed | multiple of the other's | loss |}. */
    String row(String model, int batch, String name, Lane other) {
        double[] ratios = new double[speeds.size()];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = speeds.get(turn) / other.speeds.get(turn);
        }
        Arrays.sort(ratios);
        // Of an even number of turns the upper of the two in the middle.
        double[] sorted = speeds.stream().mapToDouble(value -> value).sorted().toArray();
        return String.format("| %s | %d | %s | %.0f (%.0f-%.0f) | %.2f (%.2f-%.2f) | %.2f |%n", model, batch, name, sorted[sorted.length / 2], sorted[0],
                sorted[sorted.length - 1], ratios[ratios.length / 2], ratios[0], ratios[ratios.length - 1], loss);
    }

    @Override
    public void close() {
        process.destroy();
    }
}
