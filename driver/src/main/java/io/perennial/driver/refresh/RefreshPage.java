package io.perennial.driver.refresh;

import io.perennial.driver.drift.Drift;
import io.perennial.driver.drift.DriftLimits;
import io.perennial.driver.drift.DriftReport;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.report.StillPage;
import io.perennial.driver.report.StillPage.Table;
import io.perennial.driver.run.Evaluation;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The report on a refresh, for people: what came, what was measured, what was decided and why. Holds no time, so the same refresh gives the same page. */
public final class RefreshPage {

    private RefreshPage() {
    }

    public static String of(RefreshResult result) {
        StillPage page = new StillPage("refresh of " + result.model() + " " + result.logicalDate() + " - Perennial report");
        page.heading("Refresh of " + result.model() + ", " + result.logicalDate(), result.outcome().text()).line(result.message());
        Assessment found = result.assessment();
        if (found.verdict() != null) {
            gate(page, found.verdict());
        }
        if (found.before() != null) {
            accuracy(page, "Old test set", found.before().test(), found.candidate() == null ? null : found.candidate().test());
            accuracy(page, "New examples, held out", found.before().heldOut(), found.candidate() == null ? null : found.candidate().heldOut());
        }
        if (found.drift() != null) {
            drift(page, found.drift());
        }
        arrivals(page, result);
        return page.html();
    }

    private static void gate(StillPage page, Gate.Verdict verdict) {
        Table table = new Table("gate", "found", "least", "");
        verdict.checks().forEach(check -> table.row(check.check(), number(check.value()), number(check.least()), check.passed() ? "passed" : "FAILED"));
        page.section("Gate").table(table);
    }

    private static void accuracy(StillPage page, String title, Evaluation champion, Evaluation candidate) {
        Table table = new Table("class", "examples", "champion", "candidate", "difference");
        table.row("all", Long.toString(champion.examples()), percent(champion.accuracy()), candidate == null ? "" : percent(candidate.accuracy()),
                candidate == null ? "" : points(candidate.accuracy() - champion.accuracy()));
        for (int c = 0; c < champion.classes().size(); c++) {
            long examples = Arrays.stream(champion.confusion()[c]).sum();
            if (examples > 0) {
                double before = (double) champion.confusion()[c][c] / examples;
                double after = candidate == null ? 0 : (double) candidate.confusion()[c][c] / examples;
                table.row(champion.classes().get(c), Long.toString(examples), percent(before), candidate == null ? "" : percent(after),
                        candidate == null ? "" : points(after - before));
            }
        }
        page.section(title).table(table);
    }

    private static void drift(StillPage page, DriftReport drift) {
        Table findings = new Table("measure", "found", "told from", "held from", "");
        for (DriftLimits.Finding finding : drift.findings()) {
            findings.row(finding.measure(), number(finding.value()), number(finding.warn()), finding.hold() == null ? "never" : number(finding.hold()),
                    finding.level() == DriftLimits.Level.NONE ? "" : finding.level().name().toLowerCase(Locale.ROOT));
        }
        Table features = new Table("feature", "PSI", "Kolmogorov-Smirnov", "probability without drift");
        drift.measured().features().forEach(one -> features.row(one.name(), number(one.psi()), number(one.ks()), number(one.ksProbability())));
        page.section("Drift").line(drift.measured().fresh() + " new examples against " + drift.measured().known() + " of the old test set").table(findings).table(features);
        Drift.Embeddings embeddings = drift.measured().embeddings();
        if (embeddings != null) {
            page.line("Embeddings: squared MMD " + number(embeddings.mmd()) + " between " + embeddings.fresh() + " new and " + embeddings.known()
                    + " known examples, probability without drift " + number(embeddings.probability()));
        }
    }

    private static void arrivals(StillPage page, RefreshResult result) {
        Table consumed = new Table("arrival", "trained on", "held out", "left out", "sha256");
        for (VersionProvenance.Consumed one : result.consumed()) {
            String skipped = one.skipped().entrySet().stream().map(entry -> entry.getValue() + " " + entry.getKey()).collect(Collectors.joining(", "));
            consumed.row(one.name(), Long.toString(one.trained()), Long.toString(one.heldOut()), skipped, one.sha256());
        }
        Table quarantined = new Table("quarantined arrival", "why");
        for (Quarantined bad : result.quarantined()) {
            quarantined.row(bad.name(), bad.reason());
        }
        page.section("Arrivals").line(result.consumed().isEmpty() ? "none" : result.examples() + " new examples").table(consumed).table(quarantined);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f", 100 * difference);
    }
}
