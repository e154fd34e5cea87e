package io.perennial.driver.storage;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * All that a run needs to continue bit for bit, as read back.
 *
 * @param manifest   what checkpoint.json holds
 * @param directory  where it lies
 * @param model      with the parameters
 * @param outerState the outer optimizer's vectors, by name
 */
public record Checkpoint(Manifest manifest, String directory, SavedModel model, Map<String, float[]> outerState) {

    /**
     * What checkpoint.json holds; written last, it makes the checkpoint visible.
     *
     * @param round      rounds done
     * @param step       local steps done by every worker: with the seed, the data cursor
     * @param examples   trained on by all workers together
     * @param bytesDown  travelled to the workers so far
     * @param bytesUp    travelled to the driver so far
     * @param evaluation the last one, as a line of metrics has it; null if there was none
     * @param firstLoss  training loss of the first local step, nats: what divergence is measured by
     * @param machine    fingerprint of the executors
     * @param outer      file of the outer optimizer's state
     * @param replicas   a file of each worker, in the order of the shards
     */
    public record Manifest(int formatVersion, int attempt, int round, long step, long examples, long bytesDown, long bytesUp,
                           JsonNode evaluation, double firstLoss, String machine, StoredArrays outer,
                           List<ReplicaEntry> replicas) {
    }

    /** A worker's file in a checkpoint. */
    public record ReplicaEntry(int shard, long step, StoredArrays state) implements Serializable {
    }
}
