package io.perennial.driver.run;

import io.perennial.driver.storage.ArrayFile;
import io.perennial.driver.storage.Checkpoint;
import io.perennial.driver.storage.RunFiles;
import io.perennial.driver.storage.StoredArrays;
import io.perennial.worker.training.Replica;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** The workers' replicas as RDDs of one a partition: fresh ones, written to files by their executors, read from files again. */
final class Replicas {

    private final JavaSparkContext spark;
    private final Broadcast<SerializableConfiguration> hadoop;

    Replicas(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
        this.spark = spark;
        this.hadoop = hadoop;
    }

    JavaRDD<Replica> initial(int workers, List<String> stateNames, int trainable) {
        List<Integer> shards = new ArrayList<>();
        for (int shard = 0; shard < workers; shard++) {
            shards.add(shard);
        }
        List<String> names = List.copyOf(stateNames);
        return spark.parallelize(shards, workers).map(shard -> Replica.initial(shard, names, trainable));
    }

    /**
     * Has every executor write its replicas into a directory; the driver does not wait for it. A file bears the name of the task's attempt, so a retried or
     * speculative task writes another one and the driver's list says which counts.
     */
    JavaFutureAction<List<Checkpoint.ReplicaEntry>> write(JavaRDD<Replica> replicas, Path directory, int attempt) {
        Broadcast<SerializableConfiguration> configuration = hadoop;
        String target = directory.toString();
        return replicas.map(replica -> {
            Path path = new Path(target, String.format("replica-%06d-a%d-t%d.bin", replica.shard(), attempt, TaskContext.get().taskAttemptId()));
            StoredArrays stored = ArrayFile.write(RunFiles.of(path, configuration.value().value()), path, replica.state());
            return new Checkpoint.ReplicaEntry(replica.shard(), replica.step(), stored);
        }).collectAsync();
    }

    /** Replicas read back from files when a task first needs them: the root of a new lineage. */
    JavaRDD<Replica> read(Path directory, List<Checkpoint.ReplicaEntry> entries) {
        Broadcast<SerializableConfiguration> configuration = hadoop;
        String source = directory.toString();
        return spark.parallelize(entries, entries.size()).map(entry -> {
            Path path = new Path(source);
            return new Replica(entry.shard(), entry.step(), ArrayFile.read(RunFiles.of(path, configuration.value().value()), path, entry.state()));
        });
    }
}
