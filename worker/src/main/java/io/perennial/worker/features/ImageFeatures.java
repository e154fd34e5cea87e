package io.perennial.worker.features;

import io.perennial.datasets.ImageShape;
import java.util.ArrayList;
import java.util.List;

/**
 * A few numbers that tell how an image looks, from its pixels alone: the mean of each channel, and over all channels brightness (mean),
 * contrast (standard deviation) and sharpness (mean absolute difference of horizontal neighbours). All are shares of the largest pixel
 * value, 0..1.
 */
final class ImageFeatures {

    private static final double LARGEST = 255;

    private final ImageShape shape;

    ImageFeatures(ImageShape shape) {
        this.shape = shape;
    }

    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int c = 0; c < shape.channels(); c++) {
            names.add("channel " + c);
        }
        names.addAll(List.of("brightness", "contrast", "sharpness"));
        return names;
    }

    /** @param pixels by channel, row, column */
    double[] of(byte[] pixels) {
        double[] features = new double[shape.channels() + 3];
        int plane = shape.height() * shape.width();
        long sum = 0;
        long squares = 0;
        long differences = 0;
        for (int c = 0; c < shape.channels(); c++) {
            long own = 0;
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                int value = pixels[i] & 0xff;
                own += value;
                squares += (long) value * value;
                differences += i % shape.width() == 0 ? 0 : Math.abs(value - (pixels[i - 1] & 0xff));
            }
            features[c] = own / (plane * LARGEST);
            sum += own;
        }
        double all = (double) plane * shape.channels();
        double mean = sum / all;
        features[shape.channels()] = mean / LARGEST;
        features[shape.channels() + 1] = Math.sqrt(Math.max(0, squares / all - mean * mean)) / LARGEST;
        features[shape.channels() + 2] = differences / (Math.max(1, all - shape.height() * shape.channels()) * LARGEST);
        return features;
    }
}
