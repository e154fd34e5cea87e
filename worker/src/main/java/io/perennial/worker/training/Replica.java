package io.perennial.worker.training;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker keeps between rounds besides the parameters: immutable heap arrays, so that a cached block stays what it was.
 *
 * @param shard the shard it belongs to
 * @param step  local steps done
 * @param state vectors by name: the inner optimizer's, each as long as the trainable parameters
 */
public record Replica(int shard, long step, Map<String, float[]> state) implements Serializable {

    public Replica {
        state = new TreeMap<>(state);
    }

    /** A replica before its first local step. */
    public static Replica initial(int shard, Iterable<String> stateNames, int trainable) {
        Map<String, float[]> state = new TreeMap<>();
        stateNames.forEach(name -> state.put(name, new float[trainable]));
        return new Replica(shard, 0, state);
    }
}
