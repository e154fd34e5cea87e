package io.perennial.driver.run;

import io.perennial.driver.job.AggregationName;
import io.perennial.driver.outer.MeanDelta;
import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.training.LocalResult;
import io.perennial.worker.training.Trained;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** Where a round's deltas become their mean. Each element is summed in the order of the shards, in double precision, so the bits are the same either way. */
sealed interface Aggregation permits Aggregation.OnDriver, SlicedAggregation {

    /** Of the driver's heap, what the workers' deltas may take together before they are better averaged elsewhere. */
    double HEAP_SHARE = 0.25;

    /** What a round's tasks send to the driver. */
    Function<Trained, LocalResult> told();

    /**
     * The mean delta, each worker's weighted by its examples.
     *
     * @param trained    the round, which is cached
     * @param results    what its tasks told; none diverged
     * @param start      the round's start parameters, encoded
     * @param parameters the same, decoded
     */
    double[] mean(JavaRDD<Trained> trained, List<LocalResult> results, Broadcast<byte[]> start, float[] parameters);

    /** Bytes that a round sends up: encoded deltas, and what the driver receives besides. */
    long bytesUp(List<LocalResult> results);

    /** The driver receives every worker's delta and sums them. */
    record OnDriver(DeltaCodec codec) implements Aggregation {

        @Override
        public Function<Trained, LocalResult> told() {
            return Trained::result;
        }

        @Override
        public double[] mean(JavaRDD<Trained> trained, List<LocalResult> results, Broadcast<byte[]> start, float[] parameters) {
            return MeanDelta.of(results, codec, parameters);
        }

        @Override
        public long bytesUp(List<LocalResult> results) {
            return results.stream().mapToLong(LocalResult::deltaBytes).sum();
        }
    }

    /**
     * Whether the deltas are averaged in slices.
     *
     * @param deltaBytes of a worker, at most
     * @param driverHeap bytes
     * @param mostResult bytes that Spark lets the driver collect in one job; 0 is without bound
     */
    static boolean inSlices(AggregationName asked, int workers, long deltaBytes, long driverHeap, long mostResult) {
        long most = mostResult == 0 ? Long.MAX_VALUE : mostResult;
        return switch (asked) {
            case DRIVER -> false;
            case SLICES -> true;
            case AUTO -> workers > 1 && workers * deltaBytes > Math.min(most, HEAP_SHARE * driverHeap);
        };
    }

    /** What Spark lets the driver collect in one job, bytes; 0 is without bound. */
    static long mostResult(SparkConf conf) {
        return conf.getSizeAsBytes("spark.driver.maxResultSize", "1g");
    }
}
