package io.perennial.driver.refresh;

import io.perennial.driver.job.RefreshJob;
import io.perennial.worker.random.Stream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Decides the fate of each record: left out and why, held out, or trained on. */
final class Judge {

    private final RefreshJob job;
    private final LocalDate logicalDate;
    private final Ledger ledger;
    private final long[] base;
    private final long[] test;
    private final Set<Long> purged;
    private final Set<Long> seen = new HashSet<>();

    /**
     * @param base fingerprints of what the first version was trained on, where no ledger has them yet; ascending
     * @param test   fingerprints of the old test set, ascending
     * @param purged fingerprints of examples that somebody had taken out
     */
    Judge(RefreshJob job, LocalDate logicalDate, Ledger ledger, long[] base, long[] test, Set<Long> purged) {
        this.job = job;
        this.logicalDate = logicalDate;
        this.ledger = ledger;
        this.base = base;
        this.test = test;
        this.purged = purged;
    }

    /**
     * Sets the fates of an arrival's records; those to be used are {@link Fate#TRAINED} until {@link #holdOut}.
     *
     * @return why the arrival cannot be used; empty if it can
     */
    Optional<String> judge(Arrival arrival) {
        Set<Long> own = new HashSet<>();
        int bad = 0;
        for (int r = 0; r < arrival.size(); r++) {
            arrival.fates()[r] = fate(arrival.labels()[r], arrival.fingerprints()[r], own);
            bad += arrival.fates()[r].isUsed() ? 0 : 1;
        }
        double share = (double) bad / arrival.size();
        if (share > job.maxBadRecords()) {
            return Optional.of(String.format(Locale.ROOT, "%d of %d records cannot be used (%s): %.1f%%, allowed are %.1f%% (maxBadRecords)", bad, arrival.size(),
                    reasons(arrival), 100 * share, 100 * job.maxBadRecords()));
        }
        seen.addAll(own);
        return Optional.empty();
    }

    private Fate fate(int label, long fingerprint, Set<Long> own) {
        if (label == RecordLayout.UNKNOWN) {
            return Fate.UNKNOWN_LABEL;
        }
        if (label == RecordLayout.UNREADABLE) {
            return Fate.UNREADABLE;
        }
        if (purged.contains(fingerprint)) {
            return Fate.PURGED;
        }
        if (Arrays.binarySearch(test, fingerprint) >= 0) {
            return Fate.TEST_EXAMPLE;
        }
        if (ledger.consumed(fingerprint) || Arrays.binarySearch(base, fingerprint) >= 0 || seen.contains(fingerprint) || !own.add(fingerprint)) {
            return Fate.COPY;
        }
        return Fate.TRAINED;
    }

    private static String reasons(Arrival arrival) {
        List<String> reasons = new ArrayList<>();
        for (Fate fate : Fate.values()) {
            if (!fate.isUsed() && arrival.count(fate) > 0) {
                reasons.add(arrival.count(fate) + " " + fate.text());
            }
        }
        return String.join(", ", reasons);
    }

    /** Where an example is. */
    private record Place(Arrival arrival, int record) {
    }

    /**
     * Holds out a share of each class: those with the lowest of random numbers that follow from the seed, the logical date and the
     * pixels, so that neither the order of files nor their names matter. At least one example is held out and one is not.
     */
    void holdOut(List<Arrival> arrivals) {
        long seed = job.seed("held-out examples", logicalDate);
        List<List<Place>> byClass = new ArrayList<>();
        for (Arrival arrival : arrivals) {
            for (int r = 0; r < arrival.size(); r++) {
                if (arrival.fates()[r].isUsed()) {
                    while (byClass.size() <= arrival.labels()[r]) {
                        byClass.add(new ArrayList<>());
                    }
                    byClass.get(arrival.labels()[r]).add(new Place(arrival, r));
                }
            }
        }
        Comparator<Place> byChance = Comparator.comparingLong(place -> Stream.key(seed, "held out", place.arrival().fingerprints()[place.record()]));
        boolean any = false;
        for (List<Place> places : byClass) {
            places.sort(byChance);
            List<Place> held = places.subList(0, (int) Math.round(places.size() * job.holdOut()));
            held.forEach(Judge::holdOut);
            any |= !held.isEmpty();
        }
        if (!any) {
            byClass.stream().flatMap(List::stream).min(byChance).ifPresent(Judge::holdOut);
        }
    }

    private static void holdOut(Place place) {
        place.arrival().fates()[place.record()] = Fate.HELD_OUT;
    }
}
