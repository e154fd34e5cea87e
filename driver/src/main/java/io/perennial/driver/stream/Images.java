package io.perennial.driver.stream;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.RecordExamples;
import io.perennial.datasets.Shard;
import io.perennial.datasets.random.Draws;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/** A split's images by class, each class in a random order. */
final class Images {

    private static final int PIECE = 4_096;

    /**
     * An image.
     *
     * @param index  in the split
     * @param record a label byte, then the pixels
     */
    record Image(long index, byte[] record) {
    }

    private final List<String> classes;
    private final ImageShape shape;
    private final Normalization normalization;
    private final List<List<Image>> byClass = new ArrayList<>();

    private Images(List<String> classes, ImageShape shape, Normalization normalization) {
        this.classes = classes;
        this.shape = shape;
        this.normalization = normalization;
        classes.forEach(name -> byClass.add(new ArrayList<>()));
    }

    /**
     * Reads it into memory.
     *
     * @param data a data set's name or a folder
     * @throws InputException if it cannot be used, or its examples are not images in colour of ten classes
     */
    static Images read(String data, String split, long seed, Configuration hadoop, Consumer<String> progress) throws IOException {
        OpenedSplit opened = Datasets.openSplit(data, split, Datasets.Options.fromEnvironment(), hadoop, progress);
        if (!(opened.shape() instanceof ImageShape shape) || shape.channels() != 3 || opened.classes().size() != Calendar.CLASSES) {
            throw new InputException("--data: " + data + " has " + opened.classes().size() + " classes, " + opened.shape() + "; a stream is made of images with 3 channels and "
                    + Calendar.CLASSES + " classes");
        }
        Images images = new Images(opened.classes(), shape, opened.normalization());
        long index = 0;
        for (Shard shard : opened.split().shards((int) ((opened.split().size() + PIECE - 1) / PIECE))) {
            RecordExamples examples = (RecordExamples) shard.read(hadoop);
            for (int i = 0; i < examples.size(); i++) {
                byte[] record = new byte[1 + shape.bytes()];
                record[0] = (byte) examples.label(i);
                examples.bytes(i, record, 1);
                images.byClass.get(examples.label(i)).add(new Image(index++, record));
            }
        }
        for (int label = 0; label < images.byClass.size(); label++) {
            shuffle(images.byClass.get(label), new Draws(seed, split.hashCode(), label));
        }
        return images;
    }

    static <T> void shuffle(List<T> list, Draws draws) {
        for (int i = list.size() - 1; i > 0; i--) {
            Collections.swap(list, i, draws.below(i + 1));
        }
    }

    List<String> classes() {
        return classes;
    }

    ImageShape shape() {
        return shape;
    }

    Normalization normalization() {
        return normalization;
    }

    List<Image> of(int label) {
        return byClass.get(label);
    }

    int smallestClass() {
        return byClass.stream().mapToInt(List::size).min().orElse(0);
    }
}
