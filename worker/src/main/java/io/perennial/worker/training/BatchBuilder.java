package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.datasets.Fingerprint;
import io.perennial.datasets.ImageExamples;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import io.perennial.datasets.RecordExamples;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.VectorExamples;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Turns a shard's records into network inputs and label rows. */
interface BatchBuilder {

    /** Of every example. */
    InputShape input();

    /** Numbers of one example's features. */
    default int width() {
        return input().numbers();
    }

    /** Shape of a batch of {@code size} examples as the network takes it. */
    default long[] shape(int size) {
        return input().batch(size);
    }

    /** Shape of a batch, which may have been {@linkplain #cut cut}. */
    default long[] shape(Batch batch) {
        return cut(batch, shape(batch.size));
    }

    /** Shape of a batch's labels. */
    default long[] labelShape(Batch batch) {
        return labelsEachToken() ? cut(batch, labelShape(batch.size)) : labelShape(batch.size);
    }

    private static long[] cut(Batch batch, long[] shape) {
        if (batch.cut > 0) {
            shape[shape.length - 1] = batch.cut;
        }
        return shape;
    }

    /** Tokens of a text, padding included; 0 where examples are no texts. */
    default int tokens() {
        return 0;
    }

    /** Shape of the mask of {@code size} texts. */
    default long[] maskShape(int size) {
        return new long[] {size, tokens()};
    }

    /** Shape of a batch's mask. */
    default long[] maskShape(Batch batch) {
        return cut(batch, maskShape(batch.size));
    }

    /** Cuts a full batch of texts to the longest of them. */
    default void cut(Batch batch) {
        batch.cut(width() / tokens(), tokens());
        if (labelsEachToken()) {
            batch.cutLabels(classes(), tokens());
        }
    }

    /** Classes that are told apart. */
    int classes();

    /** Shape of the labels of {@code size} examples, and of what the network answers. */
    default long[] labelShape(int size) {
        return input().labels(size, classes());
    }

    /** Numbers of one example's labels. */
    default int labelWidth() {
        return Math.toIntExact(Arrays.stream(labelShape(1)).reduce(1, Math::multiplyExact));
    }

    /** Whether examples are padded, so that the network needs to be told where. */
    default boolean isPadded() {
        return false;
    }

    /** Whether there is a label at each token. */
    default boolean labelsEachToken() {
        return false;
    }

    /** Whether labels count at some tokens only, so that these have a mask of their own. */
    default boolean labelsSomeTokens() {
        return false;
    }

    /** What the losses of a batch are summed over: examples, or tokens where these have labels. */
    default int positions(Batch batch) {
        return labelsEachToken() ? batch.tokens : batch.size;
    }

    /** Room for examples. */
    default Batch batch(int capacity) {
        return new Batch(capacity, width(), labelWidth(), isPadded() ? tokens() : 0, labelsSomeTokens() ? tokens() : 0);
    }

    /** Writes one example into the next free place of a batch, as it is seen in an epoch. */
    void add(int example, long epoch, Batch batch);

    /** For training: augmented, labels smoothed. */
    static BatchBuilder training(Examples examples, WorkerPlan plan) {
        BatchBuilder plain = unkeyed(examples, plan);
        return plan.objective().loss() == null ? plain : keyed(examples, plain);
    }

    private static BatchBuilder unkeyed(Examples examples, WorkerPlan plan) {
        int classes = plan.network().classes();
        LabelRows labels = new LabelRows(classes, plan.labelSmoothing());
        if (examples instanceof VectorExamples vectors) {
            return new Vectors(vectors, labels);
        }
        if (examples instanceof TokenExamples texts) {
            return texts(texts, labels, plan.seed());
        }
        return new Images(images(examples), plan.network().normalization(), labels, plan.augmentation(), plan.seed());
    }

    /** For inference: every example as it is. */
    static BatchBuilder inference(Examples examples, Normalization normalization, int classes) {
        return augmented(examples, normalization, classes, Augmentation.NONE, 0);
    }

    /** As training sees the examples, with labels as they are. */
    static BatchBuilder augmented(Examples examples, Normalization normalization, int classes, Augmentation augmentation, long seed) {
        if (examples instanceof VectorExamples vectors) {
            return new Vectors(vectors, new LabelRows(classes, 0));
        }
        if (examples instanceof TokenExamples texts) {
            return texts(texts, new LabelRows(classes, 0), seed);
        }
        return new Images(images(examples), normalization, new LabelRows(classes, 0), augmentation, seed);
    }

    /** The same, that says of every example what it is known by. */
    static BatchBuilder keyed(Examples examples, BatchBuilder builder) {
        if (examples instanceof RecordExamples records) {
            return new Keyed(records, builder);
        }
        throw new IllegalArgumentException("no fingerprints of " + examples.getClass().getName());
    }

    private static BatchBuilder texts(TokenExamples texts, LabelRows labels, long seed) {
        return texts.shape().target() == TokenShape.Target.MASKED_TOKEN ? new MaskedTexts(texts, labels, seed) : new Texts(texts, labels);
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
        private final LabelRows labels;
        private final Augmentation augmentation;
        private final long seed;
        private final byte[] pixels;

        Images(ImageExamples images, Normalization normalization, LabelRows labels, Augmentation augmentation, long seed) {
            this.images = images;
            this.scale = new PixelScale(normalization);
            this.labels = labels;
            this.augmentation = augmentation;
            this.seed = seed;
            this.pixels = new byte[images.shape().bytes()];
        }

        @Override
        public InputShape input() {
            return images.shape();
        }

        @Override
        public int classes() {
            return labels.classes();
        }

        @Override
        public void add(int example, long epoch, Batch batch) {
            int place = batch.size++;
            if (augmentation.equals(Augmentation.NONE)) {
                images.normalize(example, scale, batch.features, place * width());
            } else {
                images.bytes(example, pixels, 0);
                augmentation.write(pixels, images.shape(), scale, seed, epoch, images.id(example), batch.features, place * width());
            }
            labels.write(images.label(example), place, batch.labels);
        }
    }

    /** Vectors as [examples, numbers], as they stand. */
    final class Vectors implements BatchBuilder {
        private final VectorExamples vectors;
        private final LabelRows labels;

        Vectors(VectorExamples vectors, LabelRows labels) {
            this.vectors = vectors;
            this.labels = labels;
        }

        @Override
        public InputShape input() {
            return vectors.shape();
        }

        @Override
        public int classes() {
            return labels.classes();
        }

        @Override
        public void add(int example, long epoch, Batch batch) {
            int place = batch.size++;
            vectors.numbers(example, batch.features, place * width());
            labels.write(vectors.label(example), place, batch.labels);
        }
    }

    /** Texts as [examples, tokens], or with attributes of words [examples, 1 + attributes, tokens], padded at the end. */
    class Texts implements BatchBuilder {
        final TokenExamples texts;
        final LabelRows labels;

        Texts(TokenExamples texts, LabelRows labels) {
            this.texts = texts;
            this.labels = labels;
        }

        @Override
        public InputShape input() {
            return texts.shape();
        }

        @Override
        public int classes() {
            return labels.classes();
        }

        @Override
        public int tokens() {
            return texts.shape().tokens();
        }

        @Override
        public boolean isPadded() {
            return true;
        }

        @Override
        public boolean labelsEachToken() {
            return texts.shape().labelsEachToken();
        }

        @Override
        public void add(int example, long epoch, Batch batch) {
            int place = batch.size++;
            int length = texts.length(example);
            writeTokens(length, t -> texts.token(example, t), place, batch);
            for (int a = 0; a < texts.shape().numbersOfToken() - 1; a++) {
                int attribute = a;
                writeRow(length, t -> texts.wordAttribute(example, t, attribute), place * width() + (1 + a) * tokens(), batch.features);
            }
            batch.tokens += length;
            if (labelsEachToken()) {
                labels.write(texts, example, place, batch.labels);
            } else {
                labels.write(texts.label(example), place, batch.labels);
            }
        }

        final void writeTokens(int length, IntUnaryOperator tokenAt, int place, Batch batch) {
            batch.longest = Math.max(batch.longest, length);
            writeRow(length, tokenAt, place * width(), batch.features);
            writeRow(length, t -> 1, place * tokens(), batch.mask);
        }

        private void writeRow(int length, IntUnaryOperator numberAt, int offset, float[] into) {
            for (int t = 0; t < tokens(); t++) {
                into[offset + t] = t < length ? numberAt.applyAsInt(t) : TokenShape.PADDING;
            }
        }
    }

    /** Windows of running text of which some tokens are hidden: their labels alone count. */
    final class MaskedTexts extends Texts {
        private final TokenMasking masking;

        MaskedTexts(TokenExamples texts, LabelRows labels, long seed) {
            super(texts, labels);
            this.masking = new TokenMasking(seed, texts.shape());
        }

        @Override
        public boolean labelsSomeTokens() {
            return true;
        }

        @Override
        public void add(int example, long epoch, Batch batch) {
            int place = batch.size++;
            int width = width();
            int length = texts.length(example);
            int[] seen = masking.seen(texts, example, epoch);
            writeTokens(length, t -> seen[t], place, batch);
            for (int t = 0; t < width; t++) {
                boolean isHidden = t < length && masking.isHidden(t);
                batch.labelMask[place * width + t] = isHidden ? 1 : 0;
                batch.tokens += isHidden ? 1 : 0;
            }
            labels.write(texts, example, place, batch.labels);
        }
    }

    /** Adds fingerprints. */
    final class Keyed implements BatchBuilder {
        private final RecordExamples records;
        private final BatchBuilder builder;
        private final byte[] bytes;
        private final Fingerprint fingerprint = new Fingerprint();

        Keyed(RecordExamples records, BatchBuilder builder) {
            this.records = records;
            this.builder = builder;
            this.bytes = new byte[records.shape().bytes()];
        }

        @Override
        public InputShape input() {
            return builder.input();
        }

        @Override
        public int classes() {
            return builder.classes();
        }

        @Override
        public void add(int example, long epoch, Batch batch) {
            records.bytes(example, bytes, 0);
            batch.keys[batch.size] = fingerprint.of(bytes, 0, bytes.length);
            builder.add(example, epoch, batch);
        }
    }
}
