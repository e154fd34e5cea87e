package io.perennial.driver.refresh;

import io.perennial.driver.drift.DriftReport;
import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.storage.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a refresh ended.
 *
 * @param outcome     what came of it
 * @param model       name in the registry
 * @param champion    version in production now
 * @param logicalDate of the refresh
 * @param consumed    arrivals that were trained on, by name
 * @param quarantined arrivals that cannot be used
 * @param examples    new examples, trained on and held out
 * @param assessment  what was measured, as far as it came
 * @param directory   of the version or the rejected candidate; null if there is none
 * @param message     one line for a person
 */
public record RefreshResult(Outcome outcome, String model, int champion, String logicalDate, List<VersionProvenance.Consumed> consumed,
                            List<Quarantined> quarantined, long examples, Assessment assessment, String directory, String message) {

    /** What the candidate was measured at; null if there was none. */
    public Gate.Measured candidate() {
        return assessment.candidate();
    }

    /** What the version that was refreshed was measured at; null if it was not. */
    public Gate.Measured before() {
        return assessment.before();
    }

    /** Of the gate; null if it was not asked. */
    public Gate.Verdict verdict() {
        return assessment.verdict();
    }

    /** Of the new examples; null if it was not measured. */
    public DriftReport drift() {
        return assessment.drift();
    }

    /** What came of a refresh. */
    public enum Outcome {
        /** A new version is the champion. */
        PUBLISHED("published"),
        /** The gate turned the candidate down. */
        REJECTED("rejected"),
        /** No arrivals, or too few. */
        NOTHING_NEW("nothing new"),
        /** A dry run: this is what would be consumed. */
        DRY_RUN("dry run"),
        /** A signal came; the next refresh continues. */
        STOPPED("stopped");

        private final String text;

        Outcome(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }

    /** What {@code --json} prints. */
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", outcome.text());
        object.put("model", model);
        object.put("champion", VersionName.of(champion));
        object.put("logicalDate", logicalDate);
        object.put("examples", examples);
        object.put("consumed", Json.tree(consumed));
        object.put("quarantined", Json.tree(quarantined));
        Map<String, Object> metrics = assessment.json();
        if (!metrics.isEmpty()) {
            object.put("metrics", metrics);
        }
        if (directory != null) {
            object.put("directory", directory);
        }
        object.put("message", message);
        return object;
    }
}
