package io.perennial.driver.run;

import io.perennial.worker.codec.DeltaCodec;
import io.perennial.worker.codec.ParameterCodec;
import io.perennial.worker.codec.Parts;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.ParameterLayout.Segment;
import io.perennial.worker.training.LocalResult;
import io.perennial.worker.training.Trained;
import io.perennial.worker.training.WorkerPlan;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.apache.spark.broadcast.Broadcast;
import scala.Function1;
import scala.Function2;
import scala.Tuple2;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Reduce-scatter by Spark's shuffle: every delta is cut into parts, part p of all workers meets in one task, which sums it in the order of the shards, and the
 * driver receives nothing but the mean. Deltas stay on the executors and travel encoded.
 *
 * @param plan    of the run
 * @param parts   of the parameter vector
 * @param workers so many deltas
 */
record SlicedAggregation(Broadcast<WorkerPlan> plan, Parts parts, int workers) implements Aggregation {

    /** Of a part, at most: 4 MiB of fp32 from each worker, 8 MiB of mean. */
    private static final int ELEMENTS = 1 << 20;

    static SlicedAggregation of(Broadcast<WorkerPlan> plan, ParameterLayout layout, int workers) {
        return new SlicedAggregation(plan, Parts.of(layout, Math.max(workers, (layout.length() + ELEMENTS - 1) / ELEMENTS)), workers);
    }

    @Override
    public Function<Trained, LocalResult> told() {
        return trained -> trained.result().withoutDelta();
    }

    @Override
    public double[] mean(JavaRDD<Trained> trained, List<LocalResult> results, Broadcast<byte[]> start, float[] parameters) {
        long examples = results.stream().mapToLong(LocalResult::examples).sum();
        double[] weights = results.stream().sorted(Comparator.comparingInt(LocalResult::shard)).mapToDouble(result -> (double) result.examples() / examples).toArray();
        JavaRDD<double[]> means = trained.flatMapToPair(new Cut(plan, parts, workers)).repartitionAndSortWithinPartitions(new ByPart(parts.count(), workers))
                .mapPartitions(new PartMean(plan, start, parts, weights));
        double[] mean = new double[parameters.length];
        Function2<Object, double[], BoxedUnit> receive = (part, values) -> {
            System.arraycopy(values, 0, mean, parts.segments().get((Integer) part).offset(), values.length);
            return BoxedUnit.UNIT;
        };
        try {
            // Not collect(): each part goes to its place as it comes, and the driver holds one mean, not two.
            Function1<scala.collection.Iterator<double[]>, double[]> first = new First();
            trained.context().runJob(means.rdd(), first, receive, ClassTag$.MODULE$.apply(double[].class));
        } finally {
            // Spark would keep the shuffle's files until the driver's next full garbage collection.
            means.rdd().cleanShuffleDependencies(false);
        }
        return mean;
    }

    @Override
    public long bytesUp(List<LocalResult> results) {
        Segment last = parts.segments().get(parts.count() - 1);
        return results.stream().mapToLong(LocalResult::deltaBytes).sum() + (long) last.end() * Double.BYTES;
    }

    /** A worker's delta as parts; the key orders by part, then by shard. */
    private record Cut(Broadcast<WorkerPlan> plan, Parts parts, int workers) implements PairFlatMapFunction<Trained, Integer, byte[]> {

        @Override
        public Iterator<Tuple2<Integer, byte[]>> call(Trained trained) {
            LocalResult result = trained.result();
            DeltaCodec codec = plan.value().deltaCodec();
            return IntStream.range(0, parts.count())
                    .mapToObj(part -> new Tuple2<>(part * workers + result.shard(), codec.part(result.delta(), parts.segments().get(part)))).iterator();
        }
    }

    /** Brings what belongs to a part to one task. */
    private static final class ByPart extends Partitioner {

        private static final long serialVersionUID = 1;

        private final int parts;
        private final int workers;

        ByPart(int parts, int workers) {
            this.parts = parts;
            this.workers = workers;
        }

        @Override
        public int numPartitions() {
            return parts;
        }

        @Override
        public int getPartition(Object key) {
            return (Integer) key / workers;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ByPart that && that.parts == parts && that.workers == workers;
        }

        @Override
        public int hashCode() {
            return 31 * parts + workers;
        }
    }

    /** Sums a part's deltas, which come in the order of the shards. */
    private record PartMean(Broadcast<WorkerPlan> plan, Broadcast<byte[]> start, Parts parts, double[] weights)
            implements FlatMapFunction<Iterator<Tuple2<Integer, byte[]>>, double[]> {

        @Override
        public Iterator<double[]> call(Iterator<Tuple2<Integer, byte[]>> deltas) {
            Segment part = parts.segments().get(TaskContext.getPartitionId());
            ParameterCodec down = plan.value().parameterCodec();
            float[] from = down.ofPart(part).decodeParameters(down.part(start.value(), part), part.length());
            DeltaCodec codec = plan.value().deltaCodec().ofPart(part);
            double[] mean = new double[part.length()];
            for (int shard = 0; shard < weights.length; shard++) {
                Tuple2<Integer, byte[]> next = deltas.next();
                if (next._1 % weights.length != shard) {
                    throw new IllegalStateException("a part's delta of worker " + next._1 % weights.length + " came in the place of worker " + shard + "'s");
                }
                codec.addDelta(next._2, from, weights[shard], mean);
            }
            return List.of(mean).iterator();
        }
    }

    /** The one element of a partition. */
    private static final class First extends AbstractFunction1<scala.collection.Iterator<double[]>, double[]> implements Serializable {

        private static final long serialVersionUID = 1;

        @Override
        public double[] apply(scala.collection.Iterator<double[]> one) {
            return one.next();
        }
    }
}
