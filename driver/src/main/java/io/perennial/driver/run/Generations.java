package io.perennial.driver.run;

import io.perennial.worker.training.Trained;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;

/**
 * What the rounds since the last cut hold on the executors. Blocks of the last two rounds stay cached; older ones are computed
 * again if they are ever needed, from the broadcasts, which all stay until the cut: without them a lost replica is lost.
 */
final class Generations {

    private static final int CACHED = 2;

    private final Deque<JavaRDD<Trained>> cached = new ArrayDeque<>();
    private final List<Broadcast<byte[]>> starts = new ArrayList<>();
    private int rounds;
    private long bytes;

    /** @param startBytes parameters broadcast for the round */
    void add(JavaRDD<Trained> trained, Broadcast<byte[]> start, long startBytes) {
        cached.addLast(trained);
        starts.add(start);
        rounds++;
        bytes += startBytes;
        while (cached.size() > CACHED) {
            cached.removeFirst().unpersist(false);
        }
    }

    int rounds() {
        return rounds;
    }

    /** Parameters broadcast since the cut, bytes. */
    long bytes() {
        return bytes;
    }

    /** Frees everything; nothing may be computed from these rounds any more. */
    void clear() {
        cached.forEach(trained -> trained.unpersist(false));
        cached.clear();
        starts.forEach(start -> start.destroy());
        starts.clear();
        rounds = 0;
        bytes = 0;
    }
}
