package io.perennial.dl4jspark;

import java.io.Serializable;

/**
 * One round's work, the same for every worker.
 *
 * @param round      of this epoch, from 0
 * @param firstBatch of an epoch
 * @param batches    at most: a shard with fewer left has fewer steps
 * @param iteration  DL4J's iteration count at the start
 * @param epoch      DL4J's epoch count
 * @param withState  whether the result brings the updater's state along
 */
record RoundWork(int round, int firstBatch, int batches, int iteration, int epoch, boolean withState) implements Serializable {
}
