package io.perennial.datasets;

import io.perennial.errors.InputException;
import java.util.ArrayList;
import java.util.List;

/** Ranges of a split on their way into shards. */
public final class Deal {

    private final List<List<Range>> ranges = new ArrayList<>();

    /**
     * Nothing dealt yet.
     *
     * @param n shards, at least 1
     * @throws InputException if there are fewer examples than shards
     */
    public Deal(Split split, int n) {
        if (n < 1) {
            throw new IllegalArgumentException("a split is dealt into at least 1 shard, not " + n);
        }
        if (split.size() < n) {
            throw new InputException("%s has %d examples, which cannot be dealt to %d workers; use at most %d workers or more data"
                    .formatted(split.name(), split.size(), n, split.size()));
        }
        for (int s = 0; s < n; s++) {
            ranges.add(new ArrayList<>());
        }
    }

    /** Number of shards. */
    public int shards() {
        return ranges.size();
    }

    /** A shard's ranges so far; takes more. */
    public List<Range> shard(int s) {
        return ranges.get(s);
    }

    /** All shards, done. */
    public List<Shard> done(ExampleFormat format) {
        List<Shard> shards = new ArrayList<>();
        for (int s = 0; s < ranges.size(); s++) {
            shards.add(new Shard(s, format, List.copyOf(ranges.get(s))));
        }
        return List.copyOf(shards);
    }
}
