package io.perennial.bench.round;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Turns of several contenders, one after another and then again: the n-th turn of one is compared with the n-th turn of another. */
final class Turns {

    private final String perennial;
    private final Map<String, List<Turn>> turns = new LinkedHashMap<>();

    /** @param perennial name of the contender that the others are compared with */
    Turns(String perennial) {
        this.perennial = perennial;
    }

    void add(String contender, Turn turn) {
        turns.computeIfAbsent(contender, any -> new ArrayList<>()).add(turn);
    }

    /** A table; times in ms, and how they compare. */
    String table(int examplesOfRound) {
        StringBuilder table = new StringBuilder("\n| | ms a round | beyond the local steps | median of rounds, beyond | examples/s | Perennial's beyond is | Perennial's examples/s are "
                + "| test accuracy |\n|---|---|---|---|---|---|---|---|\n");
        turns.forEach((name, all) -> {
            List<Turn> told = told(all);
            boolean other = !name.equals(perennial);
            boolean steps = told.stream().allMatch(turn -> turn.compute() > 0);
            table.append(String.format("| %s | %s | %s | %s | %s | %s | %s | %s |%n", name, number(Spread.of(all, Turn::seconds).middle() * 1e3),
                    told.stream().allMatch(turn -> turn.beyond() == 0) ? "" : milliseconds(Spread.of(told, Turn::beyond)),
                    Double.isNaN(all.get(0).median()) ? "" : number(1e3 * Spread.of(all, Turn::median).middle()),
                    steps ? number(examplesOfRound / Spread.of(all, Turn::seconds).middle()) : "",
                    other && told.stream().allMatch(turn -> turn.beyond() > 0) ? ratio(told, Turn::beyond) : "",
                    other && steps ? ratio(all, turn -> 1 / turn.seconds()) : "",
                    Double.isNaN(all.get(0).accuracy()) ? "" : String.format("%.1f %%", 100 * Spread.of(all, Turn::accuracy).middle())));
        });
        List<Turn> ours = turns.get(perennial);
        return table + "\nPerennial's milliseconds beyond the local steps, last turn: " + ours.get(ours.size() - 1).parts() + ".\n";
    }

    /** With the local steps of DL4J's own loop, or with Perennial's if these were faster, where a contender does not tell its own. */
    private List<Turn> told(List<Turn> of) {
        List<Turn> engine = turns.get(EngineAlone.NAME);
        List<Turn> ours = turns.get(perennial);
        List<Turn> told = new ArrayList<>();
        for (int turn = 0; turn < of.size(); turn++) {
            told.add(of.get(turn).withCompute(Math.min(engine.get(turn).compute(), ours.get(turn).compute())));
        }
        return told;
    }

    private String ratio(List<Turn> other, ToDoubleFunction<Turn> of) {
        List<Turn> ours = turns.get(perennial);
        double[] ratios = new double[other.size()];
        for (int turn = 0; turn < ratios.length; turn++) {
            ratios[turn] = of.applyAsDouble(ours.get(turn)) / of.applyAsDouble(other.get(turn));
        }
        Spread spread = Spread.of(ratios);
        return String.format("%.2fx (%.2f-%.2f)", spread.middle(), spread.lowest(), spread.highest());
    }

    private static String milliseconds(Spread seconds) {
        return number(seconds.middle() * 1e3) + " (" + number(seconds.lowest() * 1e3) + "-" + number(seconds.highest() * 1e3) + ")";
    }

    private static String number(double value) {
        return String.format(value < 100 ? "%.1f" : "%.0f", value);
    }

    /** Median, least and most. */
    private record Spread(double middle, double lowest, double highest) {

        static Spread of(List<Turn> turns, ToDoubleFunction<Turn> what) {
            return of(turns.stream().mapToDouble(what).toArray());
        }

        static Spread of(double[] values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int half = sorted.length / 2;
            return new Spread(sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2, sorted[0], sorted[sorted.length - 1]);
        }
    }
}
