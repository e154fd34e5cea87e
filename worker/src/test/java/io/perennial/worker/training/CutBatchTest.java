package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.Normalization;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.Minibatch;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Network;
import io.perennial.worker.model.text.TextModelOptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A batch cut to its longest text trains as the padded one does. */
class CutBatchTest {

    private static final int LENGTH = 12;
    private static final int CLASSES = 5;

    @ParameterizedTest
    @CsvSource({"transformer, CLASS, 0", "bilstm, CLASS, 0", "transformer, TAG, 0", "bilstm, TAG, 0", "transformer, TAG, 11", "bilstm, TAG, 11",
        "transformer-mlm, MASKED_TOKEN, 0"})
    void itHasTheSameLossAndGradient(String model, TokenShape.Target target, int wordBuckets) {
        TokenShape shape = new TokenShape(LENGTH, 20, target, wordBuckets);
        int classes = target == TokenShape.Target.MASKED_TOKEN ? 20 : CLASSES;
        TokenExamples texts = texts(shape);
        BatchBuilder builder = BatchBuilder.augmented(texts, new Normalization(new float[0], new float[0]), classes, Augmentation.NONE, 1);
        ModelDefinition definition = Models.builtIn(model, shape, classes, new TextModelOptions(8, 1, 2, 0));
        Network network = Models.build(definition);
        HeapArrays.load(Models.initialParameters(definition, 3), 0, network.parameters());
        Batch whole = batch(builder, texts.size());
        double loss = network.computeGradient(minibatch(builder, whole));
        float[] gradient = HeapArrays.copy(network.gradient());

        Batch cut = batch(builder, texts.size());
        builder.cut(cut);
        assertThat(builder.maskShape(cut)).containsExactly(texts.size(), 7);
        assertThat(builder.shape(cut)).endsWith(7);
        assertThat(network.computeGradient(minibatch(builder, cut))).isCloseTo(loss, within(1e-5 * loss));
        float[] ofCut = HeapArrays.copy(network.gradient());
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < gradient.length; i++) {
            largest = Math.max(largest, Math.abs(gradient[i]));
            difference = Math.max(difference, Math.abs(gradient[i] - ofCut[i]));
        }
        assertThat(largest).isPositive();
        assertThat(difference).as("beside a largest of " + largest).isLessThan(1e-5 * largest);
        cut.clear();
        assertThat(builder.maskShape(cut)).containsExactly(0, LENGTH);
    }

    /** Of 3 to 7 tokens. */
    private static TokenExamples texts(TokenShape shape) {
        TokenExamples.Builder builder = new TokenExamples.Builder(shape);
        for (int i = 0; i < 5; i++) {
            char[] text = new char[3 + i + (shape.isRunning() ? 1 : 0)];
            char[] tags = new char[text.length];
            for (int t = 0; t < text.length; t++) {
                text[t] = (char) (3 + (7 * i + t) % 17);
                tags[t] = (char) ((i + t) % CLASSES);
            }
            char[] attributes = new char[text.length * (shape.numbersOfToken() - 1)];
            for (int a = 0; a < attributes.length; a++) {
                attributes[a] = (char) ((3 * i + a) % shape.wordBuckets());
            }
            switch (shape.target()) {
                case CLASS -> builder.add(i, text, i % CLASSES);
                case TAG -> builder.add(i, text, tags, new boolean[text.length], attributes);
                case NEXT_TOKEN, MASKED_TOKEN -> builder.add(i, text);
            }
        }
        return builder.build();
    }

    private static Batch batch(BatchBuilder builder, int size) {
        Batch batch = builder.batch(size);
        for (int i = 0; i < size; i++) {
            builder.add(i, 0, batch);
        }
        return batch;
    }

    private static Minibatch minibatch(BatchBuilder builder, Batch batch) {
        INDArray mask = array(batch.mask, builder.maskShape(batch));
        INDArray labelled = builder.labelsSomeTokens() ? array(batch.labelMask, builder.maskShape(batch)) : mask;
        return new Minibatch(array(batch.features, builder.shape(batch)), array(batch.labels, builder.labelShape(batch)), mask, builder.labelsEachToken() ? labelled : null);
    }

    private static INDArray array(float[] from, long[] shape) {
        INDArray array = Nd4j.create(shape, 'c');
        HeapArrays.load(from, 0, array);
        return array;
    }
}
