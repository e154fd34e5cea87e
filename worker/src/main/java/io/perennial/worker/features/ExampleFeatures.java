package io.perennial.worker.features;

import io.perennial.datasets.Examples;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.VectorExamples;
import java.util.List;
import java.util.stream.IntStream;

/** A few numbers that tell how an example looks, without a network. */
public interface ExampleFeatures {

    List<String> names();

    /** One number a name. */
    double[] of(int example);

    /** For images what {@link ImageFeatures} says; for vectors their first numbers as they are. */
    static ExampleFeatures of(Examples examples) {
        if (examples instanceof ImageExamples images) {
            return new Images(images);
        }
        if (examples instanceof VectorExamples vectors) {
            return new Vectors(vectors);
        }
        throw new IllegalArgumentException("no features of " + examples.getClass().getName());
    }

    /** Of images. */
    final class Images implements ExampleFeatures {
        private final ImageExamples images;
        private final ImageFeatures features;
        private final byte[] pixels;

        Images(ImageExamples images) {
            this.images = images;
            this.features = new ImageFeatures(images.shape());
            this.pixels = new byte[images.shape().bytes()];
        }

        @Override
        public List<String> names() {
            return features.names();
        }

        @Override
        public double[] of(int example) {
            images.bytes(example, pixels, 0);
            return features.of(pixels);
        }
    }

    /** Of vectors. */
    final class Vectors implements ExampleFeatures {
        /** A histogram for each of more would say little. */
        private static final int MOST = 256;

        private final VectorExamples vectors;
        private final float[] numbers;

        Vectors(VectorExamples vectors) {
            this.vectors = vectors;
            this.numbers = new float[vectors.shape().numbers()];
        }

        @Override
        public List<String> names() {
            return IntStream.range(0, Math.min(MOST, numbers.length)).mapToObj(i -> "number " + i).toList();
        }

        @Override
        public double[] of(int example) {
            vectors.numbers(example, numbers, 0);
            return IntStream.range(0, Math.min(MOST, numbers.length)).mapToDouble(i -> numbers[i]).toArray();
        }
    }
}
