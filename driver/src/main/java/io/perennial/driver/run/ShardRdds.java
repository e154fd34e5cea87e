package io.perennial.driver.run;

import io.perennial.datasets.ExampleFormat;
import io.perennial.datasets.Examples;
import io.perennial.datasets.Shard;
import io.perennial.worker.natives.Machine;
import java.io.Serializable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * A split on the executors: one partition a shard, read there from its ranges and cached. The RDD's root is the list of ranges,
 * so a lost partition is read again from the source, and checked.
 */
final class ShardRdds implements AutoCloseable {

    /** Where a shard lies and on what kind of machine. */
    record Place(int shard, String executor, String machine) implements Serializable {
    }

    private final JavaSparkContext spark;
    private final Broadcast<SerializableConfiguration> hadoop;
    /** A format may hold a vocabulary: it is sent once, and does not ride in every task. */
    private final Map<ExampleFormat, Broadcast<ExampleFormat>> formats = new IdentityHashMap<>();

    ShardRdds(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
        this.spark = spark;
        this.hadoop = hadoop;
    }

    /** @param shards of one split, all of one format */
    JavaRDD<Examples> create(String name, List<Shard> shards) {
        Broadcast<SerializableConfiguration> configuration = hadoop;
        Broadcast<ExampleFormat> format = formats.computeIfAbsent(shards.get(0).format(), spark::broadcast);
        return spark.parallelize(shards.stream().map(Shard::ranges).toList(), shards.size())
                .map(ranges -> format.value().read(ranges, configuration.value().value()))
                .setName(name)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** Reads and caches every shard now. */
    static List<Place> place(JavaRDD<Examples> shards) {
        return shards.mapPartitionsWithIndex((index, partition) -> {
            partition.next();
            return List.of(new Place(index, SparkEnv.get().executorId(), Machine.fingerprint())).iterator();
        }, true).collect();
    }

    /** The RDDs cannot be read any more. */
    @Override
    public void close() {
        formats.values().forEach(Broadcast::destroy);
        formats.clear();
    }
}
