package io.perennial.dl4jspark;

import java.io.Serializable;
import org.deeplearning4j.spark.api.Repartition;

/**
 * What a training master was built with.
 *
 * @param workers      shards and replicas; null for as many as Spark's default parallelism
 * @param batchSize    examples of a local step
 * @param averaging    local steps between two averages
 * @param updaterState what becomes of the workers' updater states
 * @param ordering     of the examples
 * @param repartition  when the RDD is dealt out anew
 * @param seed         of the order of the examples and of what is random in the network
 * @param threads      OpenMP threads of a worker
 * @param storageLevel of the examples and replicas on the executors, by Spark's name
 */
record MasterSettings(Integer workers, int batchSize, int averaging, UpdaterState updaterState, Ordering ordering, Repartition repartition,
                      long seed, int threads, String storageLevel) implements Serializable {
}
