package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import java.util.Arrays;

/** Turns a shard's records into network inputs and one-hot labels. */
interface BatchBuilder {

    /** Numbers of one example's features. */
    int width();

    /** Shape of a batch of {@code size} examples as the network takes it. */
    long[] shape(int size);

    /** Writes one example into the next free place of a batch. */
    void add(int example, Batch batch);

    static BatchBuilder of(Examples examples, Normalization normalization, int classes) {
        if (examples instanceof ImageExamples images) {
            return new Images(images, normalization, classes);
        }
        throw new IllegalArgumentException("no batches of " + examples.getClass().getName());
    }

    /** Images as [examples, channels, height, width]. */
    final class Images implements BatchBuilder {
        private final ImageExamples images;
        private final PixelScale scale;
        private final int classes;

        Images(ImageExamples images, Normalization normalization, int classes) {
            this.images = images;
            this.scale = new PixelScale(normalization);
            this.classes = classes;
        }

        @Override
        public int width() {
            return images.shape().bytes();
        }

        @Override
        public long[] shape(int size) {
            ImageShape shape = images.shape();
            return new long[] {size, shape.channels(), shape.height(), shape.width()};
        }

        @Override
        public void add(int example, Batch batch) {
            int place = batch.size++;
            images.normalize(example, scale, batch.features, place * width());
            Arrays.fill(batch.labels, place * classes, (place + 1) * classes, 0f);
            batch.labels[place * classes + images.label(example)] = 1f;
        }
    }
}
