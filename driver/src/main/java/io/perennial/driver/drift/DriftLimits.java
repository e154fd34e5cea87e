package io.perennial.driver.drift;

import io.perennial.driver.job.RefreshJob;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** How much drift is told, and how much stops a refresh before it trains. */
public record DriftLimits(Limit psi, Limit ks, Limit mmd) {

    /**
     * Of one measure.
     *
     * @param warn more than this is told
     * @param hold more than this stops the refresh; empty: nothing does
     */
    public record Limit(double warn, OptionalDouble hold) {
    }

    /** What is done about a measure. */
    public enum Level { NONE, WARN, HOLD }

    /**
     * What a measure says.
     *
     * @param measure for a person
     * @param value   that was found
     * @param warn    limit
     * @param hold    limit; null if there is none
     * @param level   what is done about it
     */
    public record Finding(String measure, double value, double warn, Double hold, Level level) {

        /** For the history. */
        public String text() {
            double limit = level == Level.HOLD ? hold : warn;
            return String.format(Locale.ROOT, "drift: %s is %.4f, %s from %.4f on", measure, value, level == Level.HOLD ? "held" : "told", limit);
        }
    }

    public static DriftLimits of(RefreshJob job) {
        return new DriftLimits(new Limit(job.driftPsiWarn(), job.driftPsiHold()), new Limit(job.driftKsWarn(), job.driftKsHold()),
                new Limit(job.driftMmdWarn(), job.driftMmdHold()));
    }

    /** One for each measure, the feature that is worst for each of the first two. */
    public List<Finding> judge(Drift drift) {
        List<Finding> findings = new ArrayList<>();
        Drift.Feature psi = drift.largestPsi();
        findings.add(finding("PSI of " + psi.name(), psi.psi(), this.psi));
        Drift.Feature ks = drift.largestKs();
        findings.add(finding("Kolmogorov-Smirnov distance of " + ks.name(), ks.ks(), this.ks));
        if (drift.embeddings() != null) {
            findings.add(finding("squared MMD of embeddings", drift.embeddings().mmd(), mmd));
        }
        return findings;
    }

    private static Finding finding(String measure, double value, Limit limit) {
        Level level = limit.hold().isPresent() && value >= limit.hold().getAsDouble() ? Level.HOLD : value >= limit.warn() ? Level.WARN : Level.NONE;
        return new Finding(measure, value, limit.warn(), limit.hold().isPresent() ? limit.hold().getAsDouble() : null, level);
    }
}
