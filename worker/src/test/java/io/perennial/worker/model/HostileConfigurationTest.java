package io.perennial.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.VectorShape;
import io.perennial.errors.InputException;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.junit.jupiter.api.Test;

/** A DL4J configuration from an untrusted place: reading it must not load a class that it names. */
class HostileConfigurationTest {

    private static final String FOREIGN = "io.perennial.worker.model.HostileConfigurationTest$Foreign";

    private static boolean loaded;

    /** Tells when it is initialized, which is all that an attacker needs of a class on the class path. */
    static final class Foreign {
        static {
            loaded = true;
        }
    }

    private static String configuration() {
        return new NeuralNetConfiguration.Builder().seed(0).weightInit(new WeightInitDistribution(new NormalDistribution(0, 0.1))).list()
                .layer(new DenseLayer.Builder().name("first").nOut(5).build())
                .layer(new OutputLayer.Builder().name("out.put").nOut(3).build())
                .setInputType(InputType.feedForward(4)).build().toJson();
    }

    private static void refused(String json) {
        for (ModelDefinition.Weights weights : ModelDefinition.Weights.values()) {
            ModelDefinition stored = new ModelDefinition("model", ModelDefinition.Kind.MULTI_LAYER_NETWORK, weights, json);
            assertThatThrownBy(() -> Models.checkSafe(stored)).isInstanceOf(InputException.class).hasMessageNotContaining("\n");
        }
        assertThatThrownBy(() -> Models.fromConfiguration("model", json)).isInstanceOf(InputException.class).hasMessageNotContaining("\n");
        assertThat(loaded).as("a class that the configuration names was loaded").isFalse();
    }

    private static String replaced(String what, String with) {
        String json = configuration();
        assertThat(json).contains(what);
        return json.replace(what, with);
    }

    @Test
    void theConfigurationItselfIsTaken() {
        ModelDefinition definition = Models.fromConfiguration("model", configuration());
        Models.checkFits(definition, new VectorShape(4), 3);
        for (String name : Models.OF_IMAGES) {
            Models.checkSafe(Models.builtIn(name, new ImageShape(3, 32, 32), 10));
        }
    }

    @Test
    void aClassInPlaceOfALayerIsNotLoaded() {
        refused(replaced("org.deeplearning4j.nn.conf.layers.DenseLayer", FOREIGN));
    }

    @Test
    void aDistributionNamesItsClassByAnotherKey() {
        refused(replaced("\"type\" : \"org.deeplearning4j.nn.conf.distribution.NormalDistribution\"", "\"type\" : \"" + FOREIGN + "\""));
    }

    @Test
    void anArrayMayStandForAnObjectAndItsClass() {
        String json = configuration();
        int layer = json.indexOf("\"activationFn\" : {");
        refused(json.substring(0, layer) + "\"idropout\" : [\"" + FOREIGN + "\", {}], " + json.substring(layer));
        refused(json.substring(0, layer) + "\"idropout\" : [\"" + FOREIGN + "\"], " + json.substring(layer));
    }

    @Test
    void ofTwoEqualKeysTheReaderTakesTheFirst() {
        refused(replaced("\"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\"",
                "\"@class\" : \"" + FOREIGN + "\", \"@class\" : \"org.deeplearning4j.nn.conf.layers.DenseLayer\""));
    }

    @Test
    void aVertexMayBearTheNameOfAListOfNames() {
        for (String key : List.of("variables", "networkInputs", "networkOutputs", "vertexInputs")) {
            String graph = "{\"vertices\": {\"" + key + "\": {\"@class\": \"" + FOREIGN + "\"}}, \"networkInputs\": [\"in\"], \"networkOutputs\": [\"out\"]}";
            ModelDefinition stored = new ModelDefinition("model", ModelDefinition.Kind.COMPUTATION_GRAPH, ModelDefinition.Weights.AS_CONFIGURED, graph);
            assertThatThrownBy(() -> Models.checkSafe(stored)).isInstanceOf(InputException.class).hasMessageContaining(FOREIGN);
            assertThatThrownBy(() -> Models.fromConfiguration("model", graph)).isInstanceOf(InputException.class).hasMessageContaining(FOREIGN);
        }
        refused(replaced("\"variables\" : [", "\"variables\" : [\"" + FOREIGN + "\", "));
        refused("{\"confs\": [], \"networkInputs\": {\"@class\": {\"@class\": \"" + FOREIGN + "\"}}}");
        assertThat(loaded).isFalse();
    }

    @Test
    void aTypeArgumentIsNotLoadedEither() {
        refused(replaced("org.deeplearning4j.nn.conf.layers.DenseLayer", "org.deeplearning4j.nn.conf.layers.DenseLayer<" + FOREIGN + ">"));
    }

    @Test
    void depthAndTrailingTextAreRefused() {
        refused("[".repeat(100_000));
        refused("{\"confs\":".repeat(2_000));
        refused(configuration() + "{}");
        refused("\u00ac\u00ed\u0000\u0005sr\u0000\u0011java.util.HashMap");
    }

    @Test
    void aNetworkOfAnotherSizeThanItsParametersIsNotBuilt() {
        ModelDefinition small = Models.fromConfiguration("model", configuration());
        Models.checkLength(small, 4 * 5 + 5 + 5 * 3 + 3);
        String huge = replaced("\"nout\" : 5", "\"nout\" : 1099511627776");
        assertThatThrownBy(() -> Models.checkLength(new ModelDefinition("model", small.kind(), small.weights(), huge), 43))
                .isInstanceOf(InputException.class).hasMessageContaining("its configuration has ").hasMessageContaining("stored are 43");
        for (String name : Models.OF_IMAGES) {
            ModelDefinition builtIn = Models.builtIn(name, new ImageShape(3, 32, 32), 10);
            Models.checkLength(builtIn, Models.layout(builtIn).length());
        }
    }

    @Test
    void classesThatMayBeNamedAreDl4jsOwn() {
        assertThat(List.of(FOREIGN, "java.lang.Runtime", "org.deeplearning4j.nn.confuse.Evil"))
                .allSatisfy(name -> refused(replaced("org.deeplearning4j.nn.conf.layers.OutputLayer", name)));
    }
}
