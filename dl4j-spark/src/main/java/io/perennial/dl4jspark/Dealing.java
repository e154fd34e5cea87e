package io.perennial.dl4jspark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Deals an RDD's examples out to shards, once: like cards, the first to shard 0, the second to shard 1, so that shards differ by one example at
 * most and the workers' n-th batches together are the n-th batch of one machine.
 */
final class Dealing {

    private Dealing() {
    }

    /** Examples of one partition that go to the same shard; {@code first} is the place of the first of them in the RDD. */
    private record Piece(long first, HeapExamples examples) implements Serializable {
    }

    /**
     * Shards, one a partition, cached.
     *
     * @param data the RDD's elements as they are
     */
    static JavaRDD<Shard> deal(JavaRDD<HeapExamples> data, int shards, StorageLevel level) {
        JavaRDD<HeapExamples> kept = data.setName("perennial examples as given").persist(level);
        try {
            long[] firsts = firsts(kept);
            JavaPairRDD<Integer, Piece> pieces = kept.mapPartitionsWithIndex((partition, elements) ->
                    pieces(elements, firsts[partition], shards), false).mapToPair(piece -> piece);
            JavaRDD<Shard> dealt = pieces.partitionBy(new HashPartitioner(shards))
                    .mapPartitionsWithIndex((shard, dealtPieces) -> List.of(shard(shard, dealtPieces)).iterator(), true);
            return cached(dealt, level);
        } finally {
            kept.unpersist(false);
        }
    }

    /** The RDD's own partitions as shards, where they are. */
    static JavaRDD<Shard> asPartitioned(JavaRDD<HeapExamples> data, StorageLevel level) {
        return cached(data.mapPartitionsWithIndex((shard, elements) -> {
            List<HeapExamples> pieces = new ArrayList<>();
            elements.forEachRemaining(pieces::add);
            return List.of(new Shard(shard, pieces)).iterator();
        }, true), level);
    }

    private static JavaRDD<Shard> cached(JavaRDD<Shard> shards, StorageLevel level) {
        JavaRDD<Shard> cached = shards.setName("perennial shards").persist(level);
        cached.count();
        return cached;
    }

    /** For each partition the place of its first example in the RDD. */
    private static long[] firsts(JavaRDD<HeapExamples> data) {
        List<Long> counts = data.mapPartitions(elements -> {
            long count = 0;
            while (elements.hasNext()) {
                count += elements.next().rows();
            }
            return List.of(count).iterator();
        }).collect();
        long[] firsts = new long[counts.size()];
        for (int i = 1; i < firsts.length; i++) {
            firsts[i] = firsts[i - 1] + counts.get(i - 1);
        }
        return firsts;
    }

    private static Iterator<Tuple2<Integer, Piece>> pieces(Iterator<HeapExamples> elements, long first, int shards) {
        List<Tuple2<Integer, Piece>> pieces = new ArrayList<>();
        long next = first;
        while (elements.hasNext()) {
            HeapExamples examples = elements.next();
            long begin = next;
            for (int shard = 0; shard < shards; shard++) {
                int mine = shard;
                int[] rows = IntStream.range(0, examples.rows()).filter(row -> (begin + row) % shards == mine).toArray();
                if (rows.length > 0) {
                    pieces.add(new Tuple2<>(shard, new Piece(begin + rows[0], examples.select(rows))));
                }
            }
            next += examples.rows();
        }
        return pieces.iterator();
    }

    private static Shard shard(int number, Iterator<Tuple2<Integer, Piece>> dealt) {
        List<Piece> pieces = new ArrayList<>();
        dealt.forEachRemaining(piece -> pieces.add(piece._2()));
        pieces.sort(Comparator.comparingLong(Piece::first));
        return new Shard(number, pieces.stream().map(Piece::examples).toList());
    }
}
