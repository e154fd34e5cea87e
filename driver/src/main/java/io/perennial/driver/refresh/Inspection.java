package io.perennial.driver.refresh;

import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.Quarantined;
import java.util.List;

/**
 * What the arrivals folder holds for a refresh.
 *
 * @param usable      arrivals with the fate of each record, by name
 * @param quarantined arrivals that cannot be used
 * @param waiting     what was passed over, for people
 */
record Inspection(List<Arrival> usable, List<Quarantined> quarantined, Waiting waiting) {

    /**
     * Arrivals that a refresh does not look at.
     *
     * @param later          of dates after the logical date
     * @param unsettled      written to a moment ago
     * @param unplanned      that came after the plan of the refresh that is continued
     * @param heldBack       by a rejected refresh, until somebody decides; copies of such too
     * @param excludedCopies with the bytes of an arrival of another name that is excluded
     */
    record Waiting(int later, int unsettled, int unplanned, List<ArrivalId> heldBack, int excludedCopies) {
    }

    long count(Fate fate) {
        return usable.stream().mapToLong(arrival -> arrival.count(fate)).sum();
    }

    long examples() {
        return count(Fate.TRAINED) + count(Fate.HELD_OUT);
    }
}
