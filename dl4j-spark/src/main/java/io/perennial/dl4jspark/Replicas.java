package io.perennial.dl4jspark;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * The workers' replicas from round to round. Where they hold state, each round's are made of the last round's, and Spark can make them again
 * from their lineage; it is cut before it grows long.
 */
final class Replicas {

    /** Rounds between two cuts: what a task carries, and what a lost replica costs, grows with each. */
    private static final int CUT_ROUNDS = 20;

    private final boolean stateful;
    private JavaRDD<Replica> current;
    private JavaRDD<Replica> cut;
    private final Deque<JavaRDD<Trained>> generations = new ArrayDeque<>();
    private final List<Broadcast<RoundStart>> starts = new ArrayList<>();
    private int rounds;

    /** Replicas before the first round: they take the updater's state from its start. */
    Replicas(JavaRDD<Shard> shards, boolean stateful) {
        this.stateful = stateful;
        this.current = shards.map(shard -> new Replica(shard.number(), null));
    }

    JavaRDD<Replica> current() {
        return current;
    }

    /** Whether a worker keeps anything from round to round. */
    boolean stateful() {
        return stateful;
    }

    /** Whether they have trained and hold state of their own. */
    boolean begun() {
        return rounds > 0;
    }

    /** A round is over. */
    void trained(JavaRDD<Trained> round, Broadcast<RoundStart> start) {
        rounds++;
        if (!stateful) {
            start.destroy();
            return;
        }
        starts.add(start);
        generations.add(round);
        // A lost block of the newest is made of the one before.
        if (generations.size() > 2) {
            generations.remove().unpersist(false);
        }
        current = round.map(Trained::replica);
    }

    boolean cutIsDue() {
        return stateful && starts.size() >= CUT_ROUNDS;
    }

    /** Cuts the lineage: into Spark's checkpoint directory if there is one, else into the executors' own disks, which do not survive them. */
    void cut() {
        JavaRDD<Replica> before = cut;
        if (current.context().getCheckpointDir().isDefined()) {
            current.checkpoint();
        } else {
            current.rdd().localCheckpoint();
        }
        current.count();
        cut = current;
        clear();
        if (before != null) {
            before.unpersist(false);
        }
    }

    private void clear() {
        generations.forEach(round -> round.unpersist(false));
        generations.clear();
        starts.forEach(Broadcast::destroy);
        starts.clear();
    }

    void drop() {
        clear();
        if (cut != null) {
            cut.unpersist(false);
        }
    }
}
