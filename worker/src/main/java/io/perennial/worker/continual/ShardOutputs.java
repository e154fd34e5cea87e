package io.perennial.worker.continual;

import java.io.Serializable;

/**
 * What a network says of the examples of a shard.
 *
 * @param keys {@linkplain io.perennial.datasets.Fingerprint fingerprints}, in the order of the examples
 * @param rows logits, up to a constant, one after another
 */
public record ShardOutputs(long[] keys, float[] rows) implements Serializable {
}
