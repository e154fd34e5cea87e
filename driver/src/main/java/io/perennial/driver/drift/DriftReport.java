package io.perennial.driver.drift;

import java.util.List;
import java.util.Optional;

/**
 * Drift, and what is done about it.
 *
 * @param measured how far the new examples are from the old test set
 * @param findings the largest value of each measure against its limits
 */
public record DriftReport(Drift measured, List<DriftLimits.Finding> findings) {

    public static DriftReport of(Drift measured, DriftLimits limits) {
        return new DriftReport(measured, limits.judge(measured));
    }

    /** Why nothing is trained; empty if drift is no reason not to. */
    public Optional<String> held() {
        return findings.stream().filter(finding -> finding.level() == DriftLimits.Level.HOLD).map(DriftLimits.Finding::text).findFirst();
    }

    /** For a person. */
    public List<String> warnings() {
        return findings.stream().filter(finding -> finding.level() == DriftLimits.Level.WARN).map(DriftLimits.Finding::text).toList();
    }
}
