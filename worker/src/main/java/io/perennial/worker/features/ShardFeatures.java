package io.perennial.worker.features;

import java.io.Serializable;
import java.util.List;

/**
 * How the examples of a shard look, from outside and to a network.
 *
 * @param names      of the features
 * @param features   a row for each example, in their order
 * @param embeddings what the network's last layer sees of each chosen example: a row each, in their order
 */
public record ShardFeatures(List<String> names, double[][] features, float[][] embeddings) implements Serializable {
}
