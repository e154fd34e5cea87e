package io.perennial.driver.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A run's evaluations as columns, see {@link Curves}. Of very many only every so-manieth is kept, always with the last one.
 *
 * @param round    after which it was evaluated
 * @param accuracy 0..1
 * @param loss     on the test set
 */
record Evaluations(List<Double> round, List<Double> epoch, List<Double> examples, List<Double> accuracy, List<Double> loss) {

    /** Makes the columns of the rounds that had an evaluation. */
    static Evaluations of(List<RoundLine> rounds, int mostPoints) {
        List<RoundLine> evaluated = rounds.stream().filter(RoundLine::evaluated).toList();
        int each = Math.max(1, (evaluated.size() + mostPoints - 1) / mostPoints);
        List<RoundLine> kept = new ArrayList<>();
        // Counted from the end, so that the last one is among them.
        for (int i = (evaluated.size() - 1) % each; i >= 0 && i < evaluated.size(); i += each) {
            kept.add(evaluated.get(i));
        }
        return new Evaluations(column(kept, RoundLine::round), column(kept, RoundLine::epoch), column(kept, RoundLine::examples),
                column(kept, RoundLine::accuracy), column(kept, RoundLine::testLoss));
    }

    private static List<Double> column(List<RoundLine> kept, ToDoubleFunction<RoundLine> of) {
        List<Double> column = new ArrayList<>();
        kept.forEach(round -> column.add(Curves.shown(of.applyAsDouble(round))));
        return column;
    }
}
