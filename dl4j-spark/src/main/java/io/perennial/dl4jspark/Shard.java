package io.perennial.dl4jspark;

import io.perennial.worker.random.Stream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.dataset.api.MultiDataSet;

/**
 * A worker's fixed part of the data.
 *
 * @param number from 0
 * @param pieces in the order of the RDD
 */
record Shard(int number, List<HeapExamples> pieces) implements Serializable {

    Shard {
        pieces = List.copyOf(pieces);
    }

    int rows() {
        return pieces.stream().mapToInt(HeapExamples::rows).sum();
    }

    /** All examples, in an epoch's order. */
    List<HeapExamples.Row> order(Ordering ordering, long seed, long epoch) {
        List<HeapExamples.Row> given = new ArrayList<>();
        for (HeapExamples piece : pieces) {
            for (int row = 0; row < piece.rows(); row++) {
                given.add(new HeapExamples.Row(piece, row));
            }
        }
        if (ordering == Ordering.AS_GIVEN) {
            return given;
        }
        List<HeapExamples.Row> shuffled = new ArrayList<>(given.size());
        for (int place : Stream.of(seed, "dl4j-spark order of examples", epoch, number).permutation(given.size())) {
            shuffled.add(given.get(place));
        }
        return shuffled;
    }

    /** Batch {@code index} of an epoch, from 0; the last one may be smaller. Native arrays, for the caller to close. */
    static MultiDataSet batch(List<HeapExamples.Row> order, int batchSize, int index) {
        return HeapExamples.batch(order.subList(index * batchSize, Math.min(order.size(), (index + 1) * batchSize)));
    }

    /** Batches of an epoch. */
    static int batches(int rows, int batchSize) {
        return (rows + batchSize - 1) / batchSize;
    }
}
