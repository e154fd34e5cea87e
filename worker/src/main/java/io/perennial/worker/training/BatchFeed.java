package io.perennial.worker.training;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Hands batches from the thread that builds them to the thread that trains: while one batch trains the next is built. Two
 * buffers go round.
 */
final class BatchFeed {

    private final BlockingQueue<Batch> empty = new ArrayBlockingQueue<>(3);
    private final BlockingQueue<Batch> full = new ArrayBlockingQueue<>(3);
    private final Batch end = new Batch(0, 0, 0, 0, 0);

    BatchFeed(int capacity, BatchBuilder builder) {
        empty.add(builder.batch(capacity));
        empty.add(builder.batch(capacity));
    }

    /** @return a batch to fill, or null when the trainer has stopped */
    Batch takeEmpty() throws InterruptedException {
        Batch batch = empty.take();
        if (batch == end) {
            return null;
        }
        batch.clear();
        return batch;
    }

    void putFull(Batch batch) {
        full.add(batch);
    }

    /** @return a batch to train on, or null when the builder has stopped */
    Batch takeFull() throws InterruptedException {
        Batch batch = full.take();
        return batch == end ? null : batch;
    }

    void putEmpty(Batch batch) {
        empty.add(batch);
    }

    /** The trainer takes no more. */
    void trainerStopped() {
        empty.add(end);
    }

    /** The builder gives no more. */
    void builderStopped() {
        full.add(end);
    }
}
