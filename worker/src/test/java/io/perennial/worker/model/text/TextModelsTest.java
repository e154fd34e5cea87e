package io.perennial.worker.model.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Slice;
import io.perennial.worker.natives.NativeThreads;
import io.perennial.worker.natives.Natives;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TextModelsTest {

    private static final int VOCABULARY = 7;
    private static final int TOKENS = 6;
    private static final TextModelOptions SMALL = new TextModelOptions(8, 2, 2, 0);
    private static final TextModelOptions DROPPING = new TextModelOptions(8, 2, 2, 0.3);

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    private static ComputationGraph network(ModelDefinition definition) {
        ComputationGraph network = new ComputationGraph(ComputationGraphConfiguration.fromJson(definition.configuration()));
        network.init();
        network.initGradientsView();
        // Wider than initial weights, so that a token's influence is not lost in rounding.
        float[] parameters = Models.initialParameters(definition, 3);
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.3f * (float) Math.sin(i);
        }
        HeapArrays.load(parameters, 0, network.params().reshape(parameters.length));
        return network;
    }

    private static INDArray ids(float[]... examples) {
        return Nd4j.create(examples);
    }

    private static INDArray labels(int classes, int... byToken) {
        INDArray labels = Nd4j.zeros(1, classes, byToken.length);
        for (int token = 0; token < byToken.length; token++) {
            labels.putScalar(0, byToken[token], token, 1);
        }
        return labels;
    }

    private static INDArray output(ComputationGraph network, INDArray ids, INDArray mask) {
        return network.output(false, new INDArray[] {ids}, mask == null ? null : new INDArray[] {mask}, null)[0];
    }

    private static float[] gradient(ComputationGraph network, INDArray ids, INDArray labels, INDArray mask, INDArray labelsMask) {
        network.setInput(0, ids);
        network.setLabels(labels);
        network.setLayerMaskArrays(mask == null ? null : new INDArray[] {mask}, labelsMask == null ? null : new INDArray[] {labelsMask});
        Nd4j.getRandom().setSeed(5);
        network.computeGradientAndScore();
        network.clear();
        network.clearLayerMaskArrays();
        return HeapArrays.copy(network.getFlattenedGradients().reshape(network.numParams()));
    }

    private static List<ModelDefinition> all(TextModelOptions options) {
        return List.of(Transformer.languageModel(VOCABULARY, TOKENS, options), Transformer.tagger(new TokenShape(TOKENS, VOCABULARY, TokenShape.Target.TAG), 3, options),
                Transformer.classifier(VOCABULARY, TOKENS, 3, options), Lstm.languageModel(VOCABULARY, TOKENS, options),
                Lstm.tagger(new TokenShape(TOKENS, VOCABULARY, TokenShape.Target.TAG), 3, options), Lstm.classifier(VOCABULARY, TOKENS, 3, options));
    }

    private static INDArray labelsFor(ModelDefinition definition, ComputationGraph network) {
        long[] shape = output(network, ids(new float[] {1, 2, 3, 4, 5, 6}), null).shape();
        return shape.length == 2 ? Nd4j.create(new float[][] {{0, 1, 0}}) : labels((int) shape[1], 1, 2, 0, 2, 1, 0);
    }

    @Test
    void aLanguageModelsOutputNeverDependsOnLaterTokens() {
        for (ModelDefinition definition : List.of(Transformer.languageModel(VOCABULARY, TOKENS, SMALL), Lstm.languageModel(VOCABULARY, TOKENS, SMALL))) {
            ComputationGraph network = network(definition);
            float[] tokens = {1, 2, 3, 4, 5, 6};
            INDArray before = output(network, ids(tokens), null).dup();
            for (int changed = 0; changed < TOKENS; changed++) {
                float[] other = tokens.clone();
                other[changed] = (other[changed] + 1) % VOCABULARY;
                INDArray after = output(network, ids(other), null);
                for (int token = 0; token < TOKENS; token++) {
                    INDArray here = after.get(NDArrayIndex.point(0), NDArrayIndex.all(), NDArrayIndex.point(token));
                    INDArray there = before.get(NDArrayIndex.point(0), NDArrayIndex.all(), NDArrayIndex.point(token));
                    // Exactly, not nearly.
                    assertThat(here.equalsWithEps(there, 0)).as("%s, token %s after a change of %s", definition.name(), token, changed)
                            .isEqualTo(token < changed);
                }
            }
        }
    }

    @Test
    void anEncodersTokenSeesThoseOnBothSides() {
        ComputationGraph network = network(Transformer.tagger(new TokenShape(TOKENS, VOCABULARY, TokenShape.Target.TAG), 3, SMALL));
        INDArray before = output(network, ids(new float[] {1, 2, 3, 4, 5, 6}), null).dup();
        INDArray after = output(network, ids(new float[] {1, 2, 3, 4, 5, 1}), null);

        assertThat(after.getDouble(0, 0, 0)).isNotEqualTo(before.getDouble(0, 0, 0));
    }

    @Test
    void paddingChangesNoOutputOfARealToken() {
        for (ModelDefinition definition : all(SMALL)) {
            ComputationGraph network = network(definition);
            INDArray bare = output(network, ids(new float[] {1, 2, 3, 4}), null).dup();
            for (float filler : new float[] {0, 5}) {
                INDArray padded = output(network, ids(new float[] {1, 2, 3, 4, filler, filler}), Nd4j.create(new float[][] {{1, 1, 1, 1, 0, 0}})).dup();
                INDArray real = bare.rank() == 2 ? padded
                        : padded.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 4));
                assertThat(real.sub(bare).amaxNumber().doubleValue()).as("%s padded with %s", definition.name(), filler).isLessThan(1e-6);
            }
        }
    }

    @Test
    void paddingChangesNoGradient() {
        for (ModelDefinition definition : List.of(Transformer.languageModel(VOCABULARY, TOKENS, SMALL), Transformer.tagger(new TokenShape(TOKENS, VOCABULARY, TokenShape.Target.TAG), 3, SMALL),
                Transformer.classifier(VOCABULARY, TOKENS, 3, SMALL), Lstm.tagger(new TokenShape(TOKENS, VOCABULARY, TokenShape.Target.TAG), 3, SMALL))) {
            ComputationGraph network = network(definition);
            boolean perToken = !definition.configuration().contains("GlobalPooling");
            int classes = definition.name().equals(Transformer.LANGUAGE_MODEL) ? VOCABULARY : 3;
            INDArray ofClass = Nd4j.create(new float[][] {{0, 1, 0}});
            float[] bare = gradient(network, ids(new float[] {1, 2, 3, 4}), perToken ? labels(classes, 1, 2, 0, 1) : ofClass, null, null);
            INDArray mask = Nd4j.create(new float[][] {{1, 1, 1, 1, 0, 0}});
            float[] padded = gradient(network, ids(new float[] {1, 2, 3, 4, 6, 6}), perToken ? labels(classes, 1, 2, 0, 1, 2, 2) : ofClass, mask,
                    perToken ? mask : null);

            for (int i = 0; i < bare.length; i++) {
                assertThat(padded[i]).as("%s, gradient %s", definition.name(), i).isCloseTo(bare[i], within(1e-5f));
            }
        }
    }

    @Test
    void aModelIsAFunctionOfTheSeedAndSoIsItsGradientWithDropoutOnAnyNumberOfThreads() {
        for (ModelDefinition definition : all(DROPPING)) {
            assertThat(Models.initialParameters(definition, 1)).isEqualTo(Models.initialParameters(definition, 1)).isNotEqualTo(Models.initialParameters(definition, 2));
            String first = step(definition);
            assertThat(step(definition)).as(definition.name()).isEqualTo(first);
            NativeThreads.use(2);
            try {
                assertThat(step(definition)).as("%s with two threads", definition.name()).isEqualTo(first);
            } finally {
                NativeThreads.use(1);
            }
        }
    }

    /** What a layer keeps from batch to batch must not show. */
    @Test
    void batchesOfOtherSizesBeforeChangeNothing() {
        for (ModelDefinition definition : all(SMALL)) {
            INDArray ids = ids(new float[] {1, 2, 3, 4, 5, 0}, new float[] {3, 2, 1, 0, 0, 0});
            INDArray mask = Nd4j.create(new float[][] {{1, 1, 1, 1, 1, 0}, {1, 1, 1, 0, 0, 0}});
            INDArray expected = output(network(definition), ids, mask).dup();
            ComputationGraph used = network(definition);
            output(used, ids(new float[] {1, 2, 3, 4, 5, 6}, new float[] {1, 2, 3, 4, 5, 6}), null);
            output(used, ids(new float[] {6, 5}, new float[] {4, 3}, new float[] {2, 1}), null);
            gradient(used, ids(new float[] {1, 2, 3, 4, 5, 6}), labelsFor(definition, used), null, null);

            assertThat(output(used, ids, mask)).as(definition.name()).isEqualTo(expected);
        }
    }

    private static String step(ModelDefinition definition) {
        ComputationGraph network = network(definition);
        float[] gradient = gradient(network, ids(new float[] {1, 2, 3, 4, 5, 6}), labelsFor(definition, network), null, null);
        ByteBuffer bytes = ByteBuffer.allocate(4 * gradient.length);
        bytes.asFloatBuffer().put(gradient);
        return Sha256.hex(bytes.array());
    }

    @Test
    void dropoutIsForTrainingOnly() {
        for (ModelDefinition definition : all(DROPPING)) {
            ComputationGraph network = network(definition);
            INDArray ids = ids(new float[] {1, 2, 3, 4, 5, 6});
            assertThat(output(network, ids, null).dup()).as(definition.name()).isEqualTo(output(network, ids, null));
            float[] once = gradient(network, ids, labelsFor(definition, network), null, null);
            Nd4j.getRandom().setSeed(99);
            network.setInput(0, ids);
            network.setLabels(labelsFor(definition, network));
            network.computeGradientAndScore();
            assertThat(HeapArrays.copy(network.getFlattenedGradients().reshape(network.numParams()))).as(definition.name()).isNotEqualTo(once);
        }
    }

    @Test
    void aModelInDl4jsFormatGivesTheSameBits() throws IOException {
        for (ModelDefinition definition : all(SMALL)) {
            Models.checkSafe(definition);
            float[] parameters = Models.initialParameters(definition, 4);
            Models.checkLength(definition, parameters.length);
            ByteArrayOutputStream zip = new ByteArrayOutputStream();
            Models.write(definition, parameters, zip);
            ComputationGraph read = ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(zip.toByteArray()), false);
            read.initGradientsView();
            ComputationGraph built = new ComputationGraph(ComputationGraphConfiguration.fromJson(definition.configuration()));
            built.init();
            built.initGradientsView();
            HeapArrays.load(parameters, 0, built.params().reshape(parameters.length));
            INDArray ids = ids(new float[] {1, 2, 3, 4, 5, 6});

            assertThat(HeapArrays.copy(read.params().reshape(parameters.length))).isEqualTo(parameters);
            assertThat(read.getConfiguration().toJson()).isEqualTo(built.getConfiguration().toJson());
            assertThat(output(read, ids, null)).as(definition.name()).isEqualTo(output(built, ids, null));
            assertThat(gradient(read, ids, labelsFor(definition, read), null, null)).as(definition.name())
                    .isEqualTo(gradient(built, ids, labelsFor(definition, built), null, null));
        }
    }

    @Test
    void writingToTheFlatVectorChangesTheNetworkAndItsLayoutNamesEverySlice() {
        ModelDefinition definition = Transformer.languageModel(VOCABULARY, TOKENS, SMALL);
        ComputationGraph network = network(definition);
        INDArray ids = ids(new float[] {1, 2, 3, 4, 5, 6});
        INDArray before = output(network, ids, null).dup();
        float[] others = HeapArrays.copy(network.params().reshape(network.numParams()));
        for (int i = 0; i < others.length; i++) {
            others[i] += 0.1f;
        }
        network.setParams(Nd4j.create(others, new long[] {1, others.length}));

        assertThat(output(network, ids, null)).isNotEqualTo(before);
        assertThat(network.getLayer("block1").getParam("upB").getFloat(0)).isCloseTo(others[slice(definition, "block1/upB").offset()], within(0f));
        List<Slice> slices = Models.layout(definition).slices();
        assertThat(slices).extracting(Slice::name).contains("embedding/tokens", "embedding/positions", "block1/qkvW", "block2/downB", "norm/gain", "out/W");
        assertThat(slices).extracting(Slice::kind).containsOnly(Slice.Kind.TRAINABLE);
        int width = SMALL.width();
        assertThat(Models.layout(definition).length()).isEqualTo((VOCABULARY + TOKENS) * width + SMALL.layers() * (12 * width * width + 13 * width)
                + 2 * width + width * VOCABULARY + VOCABULARY);
    }

    private static Slice slice(ModelDefinition definition, String name) {
        return Models.layout(definition).slices().stream().filter(slice -> slice.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void headsThatDoNotDivideTheWidthAreRefused() {
        TextModelOptions odd = new TextModelOptions(8, 1, 3, 0);

        assertThatThrownBy(() -> Transformer.languageModel(VOCABULARY, TOKENS, odd)).isInstanceOf(InputException.class)
                .hasMessageContaining("network.heads").hasMessageContaining("8");
        assertThatThrownBy(() -> new TextModelOptions(8, 1, 1, 1)).isInstanceOf(InputException.class).hasMessageContaining("dropout 1.0");
    }
}
