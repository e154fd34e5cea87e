package io.perennial.driver.run;

import io.perennial.datasets.Examples;
import io.perennial.datasets.Shard;
import io.perennial.worker.training.LocalResult;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;

/** Where the training shards are cached: spread at the start, watched, and spread again at a cut when executors came or went. */
final class Placement implements AutoCloseable {

    private static final int ATTEMPTS = 3;

    private final ShardRdds rdds;
    private final List<Shard> shards;
    private final Slots slots;
    private final LostExecutors lost;
    private final RunListener listener;
    private JavaRDD<Examples> cached;
    private Set<String> executors = Set.of();
    private String machine;
    private int threads;

    Placement(ShardRdds rdds, List<Shard> shards, Slots slots, LostExecutors lost, RunListener listener) {
        this.rdds = rdds;
        this.shards = shards;
        this.slots = slots;
        this.lost = lost;
        this.listener = listener;
    }

    /** The shards, one a partition. */
    JavaRDD<Examples> shards() {
        return cached;
    }

    /** Fingerprint of the executors. */
    String machine() {
        return machine;
    }

    /** Threads that ND4J splits its work by on the executors. */
    int threads() {
        return threads;
    }

    /** Reads and caches the shards, over again while they lie on too few executors and that helps. */
    void place() {
        long most = Long.MAX_VALUE;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            close();
            executors = slots.executorIds();
            cached = rdds.create("perennial shards", shards);
            List<ShardRdds.Place> places = ShardRdds.place(cached);
            machine = oneMachine(places);
            threads = places.get(0).threads();
            Map<String, Long> perExecutor = places.stream().collect(Collectors.groupingBy(ShardRdds.Place::executor, Collectors.counting()));
            long before = most;
            most = Collections.max(perExecutor.values());
            if (isSpread(perExecutor) || most >= before) {
                return;
            }
        }
    }

    /**
     * Reads the shards anew if executors came or went since they were placed and they lie unevenly over those there are now. For a
     * cut: replicas are then read from files and tie no task to an executor either.
     */
    void rebalance(List<LocalResult> lastRound) {
        Map<String, Long> perExecutor = lastRound.stream().collect(Collectors.groupingBy(LocalResult::executor, HashMap::new, Collectors.counting()));
        if (isSpread(perExecutor) || executors.equals(slots.executorIds())) {
            return;
        }
        listener.note("shards lie on " + perExecutor.size() + " of " + slots.executorIds().size() + " executors: spreading them again");
        place();
    }

    /** Whether an executor was lost since the last call: a reason to cut soon. */
    boolean executorLost() {
        return lost.lostSinceAsked();
    }

    /** No executor has more shards than an even deal would give it. */
    private boolean isSpread(Map<String, Long> perExecutor) {
        int there = Math.max(1, slots.executorIds().size());
        long fair = (shards.size() + there - 1) / there;
        return perExecutor.values().stream().allMatch(count -> count <= fair);
    }

    private String oneMachine(List<ShardRdds.Place> places) {
        List<String> kinds = places.stream().map(ShardRdds.Place::machine).distinct().toList();
        if (kinds.size() > 1 || machine != null && !kinds.contains(machine)) {
            throw new IllegalStateException("executors are of different kinds, so results would depend on placement: " + String.join(" | ", kinds)
                    + "; keep the run to machines of one instruction set and one build of the natives");
        }
        return kinds.get(0);
    }

    @Override
    public void close() {
        if (cached != null) {
            cached.unpersist(false);
            cached = null;
        }
    }
}
