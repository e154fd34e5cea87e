package io.perennial.driver.refresh;

import io.perennial.driver.registry.Quarantined;
import io.perennial.driver.registry.VersionName;
import io.perennial.driver.registry.VersionProvenance;
import io.perennial.driver.run.ResultJson;
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
 * @param candidate   what the candidate was measured at; null if there was none
 * @param before      what the version that it was compared with was measured at; null if there was no candidate
 * @param verdict     of the gate; null if it was not asked
 * @param directory   of the version or the rejected candidate; null if there is none
 * @param message     one line for a person
 */
public record RefreshResult(Outcome outcome, String model, int champion, String logicalDate, List<VersionProvenance.Consumed> consumed,
                            List<Quarantined> quarantined, long examples, Gate.Measured candidate, Gate.Measured before, Gate.Verdict verdict,
                            String directory, String message) {

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
        if (verdict != null) {
            object.put("metrics", metrics(candidate, before, verdict));
            object.put("directory", directory);
        }
        object.put("message", message);
        return object;
    }

    /** What metrics.json holds. */
    static Map<String, Object> metrics(Gate.Measured candidate, Gate.Measured champion, Gate.Verdict verdict) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("gate", Json.tree(verdict));
        object.put("candidate", measured(candidate));
        object.put("champion", measured(champion));
        return object;
    }

    private static Map<String, Object> measured(Gate.Measured measured) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("test", ResultJson.of(measured.test()));
        object.put("heldOut", ResultJson.of(measured.heldOut()));
        return object;
    }
}
