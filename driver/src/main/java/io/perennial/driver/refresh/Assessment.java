package io.perennial.driver.refresh;

import io.perennial.driver.drift.DriftReport;
import io.perennial.driver.run.ResultJson;
import io.perennial.driver.storage.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured of a refresh as far as it came. What it did not come to is null.
 *
 * @param drift     of the new examples
 * @param before    what the version that is refreshed was measured at
 * @param candidate what the candidate was measured at
 * @param verdict   of the gate
 */
public record Assessment(DriftReport drift, Gate.Measured before, Gate.Measured candidate, Gate.Verdict verdict) {

    static final Assessment NONE = new Assessment(null, null, null, null);

    /** What metrics.json holds. */
    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        if (verdict != null) {
            object.put("gate", Json.tree(verdict));
        }
        if (candidate != null) {
            object.put("candidate", measured(candidate));
        }
        if (before != null) {
            object.put("champion", measured(before));
        }
        if (drift != null) {
            object.put("drift", Json.tree(drift));
        }
        return object;
    }

    private static Map<String, Object> measured(Gate.Measured measured) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("test", ResultJson.of(measured.test()));
        object.put("heldOut", ResultJson.of(measured.heldOut()));
        return object;
    }
}
