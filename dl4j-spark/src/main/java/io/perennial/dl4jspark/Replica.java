package io.perennial.dl4jspark;

import java.io.Serializable;

/**
 * What a worker keeps between rounds.
 *
 * @param shard   the shard it belongs to
 * @param updater its updater's state vector; null if the updater has none or the state is not the worker's own
 */
record Replica(int shard, float[] updater) implements Serializable {
}
