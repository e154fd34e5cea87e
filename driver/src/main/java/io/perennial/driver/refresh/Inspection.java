package io.perennial.driver.refresh;

import io.perennial.driver.registry.ArrivalId;
import io.perennial.driver.registry.Quarantined;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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

    /** Those of some classes that have an example to use, in their order. */
    List<String> used(List<String> classes, List<String> some) {
        Set<Integer> labels = new HashSet<>();
        for (Arrival arrival : usable) {
            for (int r = 0; r < arrival.size(); r++) {
                if (arrival.fates()[r].isUsed()) {
                    labels.add(arrival.labels()[r]);
                }
            }
        }
        return some.stream().filter(name -> labels.contains(classes.indexOf(name))).toList();
    }

    long examples() {
        return count(Fate.TRAINED) + count(Fate.HELD_OUT);
    }
}
