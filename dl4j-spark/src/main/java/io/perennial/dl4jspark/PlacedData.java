package io.perennial.dl4jspark;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/**
 * An RDD's examples on the executors, as shards: stays there until another RDD comes.
 *
 * @param rdd    id of the RDD that they came from
 * @param shards one a partition, cached
 * @param rows   examples of each shard
 */
record PlacedData(int rdd, JavaRDD<Shard> shards, List<Integer> rows) {

    /** @param rdd id of what {@code data} was made of */
    static PlacedData of(int rdd, JavaRDD<HeapExamples> data, MasterSettings settings, JavaSparkContext spark) {
        StorageLevel level = StorageLevel.fromString(settings.storageLevel());
        int workers = settings.workers() == null ? spark.defaultParallelism() : settings.workers();
        boolean asPartitioned = switch (settings.repartition()) {
            case Never -> true;
            case NumPartitionsWorkersDiffers -> data.getNumPartitions() == workers;
            case Always -> false;
        };
        JavaRDD<Shard> shards = asPartitioned ? Dealing.asPartitioned(data, level) : Dealing.deal(data, workers, level);
        return new PlacedData(rdd, shards, shards.map(Shard::rows).collect());
    }

    /** Batches of an epoch at the worker that has the most. */
    int batches(int batchSize) {
        return rows.stream().mapToInt(count -> Shard.batches(count, batchSize)).max().orElse(0);
    }

    void drop() {
        shards.unpersist(false);
    }
}
