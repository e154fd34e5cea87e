package io.perennial.driver.average;

import io.perennial.driver.outer.RunningAverage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;

/**
 * A greedy soup (Wortsman et al. 2022, Recipe 1): parameter vectors, the most accurate first, are taken into a uniform average as long as
 * its accuracy does not fall.
 *
 * @param parameters the average
 * @param taken      numbers of the vectors in it
 * @param accuracies of every vector alone, in their order
 */
record Soup(float[] parameters, Set<Integer> taken, List<Double> accuracies) {

    private static final RunningAverage.Uniform UNIFORM = new RunningAverage.Uniform();

    /**
     * Cooks one.
     *
     * @param vectors  reads a vector: 0 to {@code count - 1}
     * @param accuracy of a vector, on examples that none of them was trained on
     * @param progress receives lines for a person
     */
    static Soup greedy(int count, IntFunction<float[]> vectors, ToDoubleFunction<float[]> accuracy, Consumer<String> progress) {
        List<Double> alone = new ArrayList<>();
        for (int v = 0; v < count; v++) {
            alone.add(accuracy.applyAsDouble(vectors.apply(v)));
            progress.accept(String.format(java.util.Locale.ROOT, "checkpoint %d of %d: accuracy %.2f%%", v + 1, count, 100 * alone.get(v)));
        }
        // Where two are alike, the later: it has been trained longer.
        List<Integer> order = new ArrayList<>();
        for (int v = count - 1; v >= 0; v--) {
            order.add(v);
        }
        order.sort(Comparator.comparing(alone::get, Comparator.reverseOrder()));

        float[] soup = vectors.apply(order.get(0));
        double best = alone.get(order.get(0));
        Set<Integer> taken = new TreeSet<>(Set.of(order.get(0)));
        for (int v : order.subList(1, count)) {
            float[] candidate = UNIFORM.next(soup, taken.size(), vectors.apply(v));
            double reached = accuracy.applyAsDouble(candidate);
            boolean better = reached >= best;
            progress.accept(String.format(java.util.Locale.ROOT, "with checkpoint %d: accuracy %.2f%%, %s", v + 1, 100 * reached,
                    better ? "taken" : "left out"));
            if (better) {
                soup = candidate;
                best = reached;
                taken.add(v);
            }
        }
        return new Soup(soup, taken, alone);
    }
}
