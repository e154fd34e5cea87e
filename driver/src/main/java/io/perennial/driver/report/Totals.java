package io.perennial.driver.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A run's rounds, summed: over all rounds, before a resume included.
 *
 * @param rounds       done
 * @param compute      seconds, as are the next three
 * @param down         bytes
 * @param up           bytes
 * @param lastLoss     training loss of the last round; null without rounds
 * @param bestAccuracy the highest of all evaluations, 0..1; null without one
 * @param bestRound    the first that had it; null without one
 */
record Totals(int rounds, double compute, double aggregate, double broadcast, double schedule, long down, long up, Double lastLoss,
              Double bestAccuracy, Integer bestRound) {

    static Totals of(List<RoundLine> rounds) {
        RoundLine best = null;
        for (RoundLine round : rounds) {
            if (!Double.isNaN(round.accuracy()) && (best == null || round.accuracy() > best.accuracy())) {
                best = round;
            }
        }
        return new Totals(rounds.size(), seconds(rounds, RoundLine::compute), seconds(rounds, RoundLine::aggregate),
                seconds(rounds, RoundLine::broadcast), seconds(rounds, RoundLine::schedule),
                rounds.stream().mapToLong(RoundLine::down).sum(), rounds.stream().mapToLong(RoundLine::up).sum(),
                rounds.isEmpty() ? null : Curves.shown(rounds.get(rounds.size() - 1).loss()), best == null ? null : best.accuracy(),
                best == null ? null : best.round());
    }

    private static double seconds(List<RoundLine> rounds, ToDoubleFunction<RoundLine> of) {
        return rounds.stream().mapToDouble(of).filter(Double::isFinite).sum();
    }
}
