package io.perennial.datasets;

import java.util.List;
import java.util.Optional;

/** One part of a data set: all that is needed to deal it out to workers. */
public interface Split {

    /** {@code train} or {@code test}. */
    String name();

    /** Number of examples. */
    long size();

    /**
     * Deals the split into shards of equal size within one example, which depend on nothing but the split and {@code n}. Of records, shard
     * {@code s} of {@code n} holds the examples {@code s * size / n} (inclusive) to {@code (s + 1) * size / n} (exclusive); of texts, that part of
     * every file.
     *
     * @throws io.perennial.errors.InputException if there are fewer examples than shards
     */
    List<Shard> shards(int n);

    /**
     * Tells when dealing into {@code n} shards gives workers very different classes, as a file sorted by class does: replicas that see
     * different classes drift apart within a round.
     *
     * @return a one-line warning that names the worst shard; empty if the shards are alike, or this split does not know
     */
    default Optional<String> imbalance(int n) {
        return Optional.empty();
    }
}
