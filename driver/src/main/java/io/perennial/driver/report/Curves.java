package io.perennial.driver.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A run's rounds as columns, a number a point; a number that is none is null. A long run has fewer points than rounds: consecutive
 * rounds share a point, the same ones each time. Losses and seconds are then means over its rounds, with the lowest and highest loss
 * beside; everything else is what stood at its last round.
 *
 * @param roundsPerPoint 1 where nothing was left out
 * @param round          last round of the point
 * @param compute        seconds a round, as are the next three
 * @param down           bytes from the run's start to here
 * @param up             bytes from the run's start to here
 */
record Curves(int roundsPerPoint, List<Double> round, List<Double> epoch, List<Double> examples, List<Double> loss,
              List<Double> lossLow, List<Double> lossHigh, List<Double> learningRate, List<Double> compute, List<Double> aggregate,
              List<Double> broadcast, List<Double> schedule, List<Double> down, List<Double> up) {

    /** More digits than a chart or its tooltip shows. */
    private static final MathContext DIGITS = new MathContext(6);

    /**
     * Makes the columns.
     *
     * @param rounds     in their order
     * @param mostPoints at most so many points
     */
    static Curves of(List<RoundLine> rounds, int mostPoints) {
        int each = Math.max(1, (rounds.size() + mostPoints - 1) / mostPoints);
        List<List<RoundLine>> points = new ArrayList<>();
        for (int from = 0; from < rounds.size(); from += each) {
            points.add(rounds.subList(from, Math.min(rounds.size(), from + each)));
        }
        return new Curves(each, last(points, RoundLine::round), last(points, RoundLine::epoch), last(points, RoundLine::examples),
                mean(points, RoundLine::loss), each == 1 ? List.of() : low(points), each == 1 ? List.of() : high(points),
                last(points, RoundLine::learningRate), mean(points, RoundLine::compute), mean(points, RoundLine::aggregate),
                mean(points, RoundLine::broadcast), mean(points, RoundLine::schedule), sum(points, RoundLine::down), sum(points, RoundLine::up));
    }

    private static List<Double> last(List<List<RoundLine>> points, ToDoubleFunction<RoundLine> of) {
        return column(points, point -> of.applyAsDouble(point.get(point.size() - 1)));
    }

    private static List<Double> mean(List<List<RoundLine>> points, ToDoubleFunction<RoundLine> of) {
        return column(points, point -> point.stream().mapToDouble(of).average().orElse(Double.NaN));
    }

    private static List<Double> low(List<List<RoundLine>> points) {
        return column(points, point -> point.stream().mapToDouble(RoundLine::loss).min().orElse(Double.NaN));
    }

    private static List<Double> high(List<List<RoundLine>> points) {
        return column(points, point -> point.stream().mapToDouble(RoundLine::loss).max().orElse(Double.NaN));
    }

    private static List<Double> sum(List<List<RoundLine>> points, ToDoubleFunction<RoundLine> of) {
        double[] soFar = {0};
        return points.stream().map(point -> exact(soFar[0] += point.stream().mapToDouble(of).sum())).toList();
    }

    private static List<Double> column(List<List<RoundLine>> points, ToDoubleFunction<List<RoundLine>> of) {
        List<Double> column = new ArrayList<>();
        points.forEach(point -> column.add(shown(of.applyAsDouble(point))));
        return column;
    }

    /** A number as a chart shows it: counts whole, all else to six digits; null if it is none. */
    static Double shown(double value) {
        if (!Double.isFinite(value) || value == Math.rint(value)) {
            return exact(value);
        }
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }

    private static Double exact(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
