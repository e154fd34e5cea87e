package io.perennial.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.ImageShape;
import io.perennial.errors.InputException;
import io.perennial.worker.natives.Natives;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayer;
import org.deeplearning4j.nn.layers.mkldnn.MKLDNNConvHelper;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

class ModelsTest {

    private static final ImageShape CIFAR = new ImageShape(3, 32, 32);

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    @Test
    void lenetIsThePyTorchTutorialsNet() {
        ParameterLayout layout = Models.layout(Models.builtIn("lenet", CIFAR, 10));

        assertThat(layout.length()).isEqualTo(62_006);
        assertThat(layout.slices()).extracting(Slice::layer).containsSubsequence("conv1", "conv2", "fc1", "fc2", "fc3");
        assertThat(layout.slices().stream().filter(slice -> slice.layer().equals("fc1")).mapToInt(Slice::length).sum()).isEqualTo(400 * 120 + 120);
    }

    @Test
    void resnet20HasThePapersParameters() {
        ParameterLayout layout = Models.layout(Models.builtIn("resnet20", CIFAR, 10));

        assertThat(layout.length()).isEqualTo(274_042);
        assertThat(layout.trainable()).isEqualTo(272_474);
    }

    @Test
    void everyBuiltInModelTakesTheDataAndIsAFunctionOfTheSeed() {
        for (String name : Models.OF_IMAGES) {
            ModelDefinition model = Models.builtIn(name, CIFAR, 10);
            Models.checkFits(model, CIFAR, 10);
            Models.checkSafe(model);
            assertThat(Models.initialParameters(model, 3)).as(name).isEqualTo(Models.initialParameters(model, 3))
                    .isNotEqualTo(Models.initialParameters(model, 4));
        }
    }

    @Test
    void initialParametersAreUniformInPyTorchsBounds() {
        ModelDefinition lenet = Models.builtIn("lenet", CIFAR, 10);
        float[] parameters = Models.initialParameters(lenet, 1);
        Slice fc1 = Models.layout(lenet).slices().stream().filter(slice -> slice.name().equals("fc1/W")).findFirst().orElseThrow();
        double bound = 1 / Math.sqrt(400);
        double largest = 0;
        double squares = 0;
        for (int i = fc1.offset(); i < fc1.end(); i++) {
            largest = Math.max(largest, Math.abs(parameters[i]));
            squares += parameters[i] * parameters[i];
        }

        assertThat(largest).isBetween(0.99 * bound, bound);
        assertThat(squares / fc1.length()).isBetween(0.97 * bound * bound / 3, 1.03 * bound * bound / 3);
        assertThat(parameters).isEqualTo(Models.initialParameters(lenet, 1)).isNotEqualTo(Models.initialParameters(lenet, 2));
    }

    @Test
    void theOneDnnHelpersAreOn() {
        org.junit.jupiter.api.Assumptions.assumeTrue(io.perennial.worker.natives.Machine.fingerprint().contains("onednn"),
                "the natives of this platform have no oneDNN");

        assertThat(new MKLDNNConvHelper(org.nd4j.linalg.api.buffer.DataType.FLOAT).checkSupported())
                .as("convolutions fall back to slow kernels").isTrue();
    }

    @Test
    void aUsersMultiLayerNetworkAndGraphAreTaken() {
        assertThat(Models.fromConfiguration("mine.json", dense(null)).kind()).isEqualTo(ModelDefinition.Kind.MULTI_LAYER_NETWORK);
        assertThat(Models.fromConfiguration("graph.json", graph()).kind()).isEqualTo(ModelDefinition.Kind.COMPUTATION_GRAPH);
        Models.checkFits(Models.fromConfiguration("graph.json", graph()), CIFAR, 10);
    }

    @Test
    void aUsersInitialParametersAreAFunctionOfTheSeed() {
        ModelDefinition graph = Models.fromConfiguration("graph.json", graph());

        assertThat(Models.initialParameters(graph, 5)).isEqualTo(Models.initialParameters(graph, 5)).isNotEqualTo(Models.initialParameters(graph, 6));
    }

    @Test
    void batchNormStatisticsAndFrozenLayersAreKnownAsSuch() {
        ParameterLayout layout = Models.layout(Models.fromConfiguration("graph.json", graph()));

        assertThat(layout.slices().stream().filter(slice -> slice.layer().equals("norm"))).extracting(Slice::kind)
                .containsExactlyInAnyOrder(Slice.Kind.TRAINABLE, Slice.Kind.TRAINABLE, Slice.Kind.STATISTIC, Slice.Kind.STATISTIC);
        assertThat(layout.slices().stream().filter(slice -> slice.layer().equals("frozen"))).extracting(Slice::kind).containsOnly(Slice.Kind.FROZEN);
    }

    @Test
    void whatTheLocalStepWouldNotHonourIsRefusedByName() {
        assertThatThrownBy(() -> Models.fromConfiguration("mine.json", dense(1e-4))).isInstanceOf(InputException.class)
                .hasMessageContaining("regularization").hasMessageContaining("inner.weightDecay");
    }

    @Test
    void whatTheLocalStepCannotDoIsRefusedByName() {
        assertThatThrownBy(() -> Models.fromConfiguration("mine.json", dense(null).replace("\"FLOAT\"", "\"DOUBLE\"")))
                .isInstanceOf(InputException.class).hasMessageContaining("dataType").hasMessageContaining("FLOAT");
        assertThatThrownBy(() -> Models.fromConfiguration("mine.json", dense(null).replaceFirst("\"miniBatch\" : true", "\"miniBatch\" : false")))
                .isInstanceOf(InputException.class).hasMessageContaining("miniBatch");
    }

    @Test
    void aUsersModelIsNeverTakenForABuiltInOne() {
        ModelDefinition mine = Models.fromConfiguration("lenet", dense(null));

        assertThat(Models.initialParameters(mine, 1)).hasSize(Models.layout(mine).length());
        assertThat(mine.weights()).isEqualTo(ModelDefinition.Weights.AS_CONFIGURED);
    }

    @Test
    void aForeignClassIsNotLoaded() {
        String hostile = dense(null).replace("org.nd4j.linalg.activations.impl.ActivationReLU", "com.example.Gadget");

        assertThat(hostile).contains("com.example.Gadget");
        assertThatThrownBy(() -> Models.fromConfiguration("mine.json", hostile)).isInstanceOf(InputException.class)
                .hasMessageContaining("com.example.Gadget");
    }

    @Test
    void whatIsNotAConfigurationSaysSo() {
        assertThatThrownBy(() -> Models.fromConfiguration("x.json", "{\"layers\": []}")).isInstanceOf(InputException.class).hasMessageContaining("confs");
        assertThatThrownBy(() -> Models.fromConfiguration("x.json", "not json")).isInstanceOf(InputException.class).hasMessageContaining("not JSON");
    }

    @Test
    void lenetTakesOtherShapesAndNamesTheSmallest() {
        ModelDefinition small = Models.builtIn("lenet", new ImageShape(1, 16, 20), 3);
        Models.checkFits(small, new ImageShape(1, 16, 20), 3);
        assertThatThrownBy(() -> Models.builtIn("lenet", new ImageShape(3, 15, 32), 3)).isInstanceOf(InputException.class)
                .hasMessageContaining("at least 16x16").hasMessageContaining("15x32").hasMessageContaining("--size");
    }

    @Test
    void aModelThatDoesNotFitTheDataSaysSo() {
        ModelDefinition ten = Models.fromConfiguration("mine.json", dense(null));

        assertThatThrownBy(() -> Models.checkFits(ten, CIFAR, 7)).isInstanceOf(InputException.class).hasMessageContaining("7 classes");
    }

    private static String dense(Double l2) {
        NeuralNetConfiguration.Builder builder = new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(0.1)).activation(Activation.RELU);
        if (l2 != null) {
            builder.l2(l2);
        }
        return builder.list().layer(new DenseLayer.Builder().nOut(20).build())
                .layer(new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build())
                .setInputType(InputType.convolutional(32, 32, 3)).build().toJson();
    }

    private static String graph() {
        return new NeuralNetConfiguration.Builder().seed(1).updater(new Sgd(0.1)).graphBuilder().addInputs("image")
                .setInputTypes(InputType.convolutional(32, 32, 3))
                .addLayer("frozen", new FrozenLayer(new ConvolutionLayer.Builder(3, 3).nOut(4).activation(Activation.RELU).build()), "image")
                .addLayer("norm", new BatchNormalization(), "frozen")
                .addLayer("out", new OutputLayer.Builder().nOut(10).activation(Activation.SOFTMAX).build(), "norm")
                .setOutputs("out").build().toJson();
    }
}
