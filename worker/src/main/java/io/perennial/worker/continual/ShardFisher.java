package io.perennial.worker.continual;

import java.io.Serializable;

/**
 * Squares of gradients over the examples of a shard.
 *
 * @param examples that were summed
 * @param sums     one number for each trainable element
 */
public record ShardFisher(int examples, double[] sums) implements Serializable {
}
