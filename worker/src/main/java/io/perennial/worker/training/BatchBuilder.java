package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import java.util.Arrays;

/** Turns a shard's records into network inputs and label rows. */
interface BatchBuilder {

    /** Numbers of one example's features. */
    int width();

    /** Shape of a batch of {@code size} examples as the network takes it. */
    long[] shape(int size);

    /** Writes one example into the next free place of a batch, as it is seen in an epoch. */
    void add(int example, long epoch, Batch batch);

    /** For training: augmented, labels smoothed. */
    static BatchBuilder training(Examples examples, WorkerPlan plan) {
        return new Images(images(examples), plan.network().normalization(), plan.network().classes(), plan.augmentation(),
                plan.labelSmoothing(), plan.seed());
    }

    /** For inference: every example as it is. */
    static BatchBuilder inference(Examples examples, Normalization normalization, int classes) {
        return new Images(images(examples), normalization, classes, Augmentation.NONE, 0, 0);
    }

    private static ImageExamples images(Examples examples) {
        if (examples instanceof ImageExamples images) {
            return images;
        }
        throw new IllegalArgumentException("no batches of " + examples.getClass().getName());
    }

    /** Images as [examples, channels, height, width]. */
    final class Images implements BatchBuilder {
        private final ImageExamples images;
        private final PixelScale scale;
        private final int classes;
        private final Augmentation augmentation;
        private final long seed;
        private final float labelOfOthers;
        private final float labelOfTruth;
        private final byte[] pixels;

        Images(ImageExamples images, Normalization normalization, int classes, Augmentation augmentation, double labelSmoothing, long seed) {
            this.images = images;
            this.scale = new PixelScale(normalization);
            this.classes = classes;
            this.augmentation = augmentation;
            this.seed = seed;
            // Szegedy et al. 2016, section 7: the smoothed share is dealt evenly over all classes, the true one included.
            this.labelOfOthers = (float) (labelSmoothing / classes);
            this.labelOfTruth = (float) (1 - labelSmoothing + labelSmoothing / classes);
            this.pixels = new byte[images.shape().bytes()];
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
        public void add(int example, long epoch, Batch batch) {
            int place = batch.size++;
            if (augmentation.equals(Augmentation.NONE)) {
                images.normalize(example, scale, batch.features, place * width());
            } else {
                images.pixels(example, pixels, 0);
                augmentation.write(pixels, images.shape(), scale, seed, epoch, images.id(example), batch.features, place * width());
            }
            Arrays.fill(batch.labels, place * classes, (place + 1) * classes, labelOfOthers);
            batch.labels[place * classes + images.label(example)] = labelOfTruth;
        }
    }
}
