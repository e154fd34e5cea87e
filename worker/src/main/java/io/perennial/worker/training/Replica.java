package io.perennial.worker.training;

import java.io.Serializable;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a worker keeps between rounds besides the parameters: immutable heap arrays, so that a cached block stays what it was.
 *
 * @param shard the shard it belongs to
 * @param step  local steps done
 * @param state vectors by name: the inner optimizer's and the delta codec's, each as long as the trainable parameters
 */
public record Replica(int shard, long step, Map<String, float[]> state) implements Serializable {

    public Replica {
        state = new TreeMap<>(state);
    }

    /** Some of its vectors. */
    Map<String, float[]> vectors(Collection<String> names) {
        Map<String, float[]> some = new TreeMap<>(state);
        some.keySet().retainAll(names);
        return some;
    }

    /** A replica before its first local step. */
    public static Replica initial(int shard, Iterable<String> stateNames, int trainable) {
        Map<String, float[]> state = new TreeMap<>();
        stateNames.forEach(name -> state.put(name, new float[trainable]));
        return new Replica(shard, 0, state);
    }
}
