package io.perennial.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.errors.InputException;
import io.perennial.worker.natives.Natives;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.AttentionVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SelfAttentionLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** A user's network with layers of DL4J's that hand on twice the gradient. */
class SameDiffModelTest {

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    private static Layer attention() {
        return new SelfAttentionLayer.Builder().nOut(4).nHeads(2).headSize(2).projectInput(true).build();
    }

    private static Layer output() {
        return new RnnOutputLayer.Builder().nOut(2).activation(Activation.SOFTMAX).build();
    }

    private static List<ModelDefinition> models() {
        return List.of(Models.fromConfiguration("layers.json", new NeuralNetConfiguration.Builder().seed(1).list().layer(attention()).layer(attention())
                        .layer(output()).setInputType(InputType.recurrent(3, 4)).build().toJson()),
                Models.fromConfiguration("graph.json", new NeuralNetConfiguration.Builder().seed(1).graphBuilder().addInputs("in")
                        .setInputTypes(InputType.recurrent(3, 4)).addLayer("first", attention(), "in").addLayer("second", attention(), "first")
                        .addLayer("out", output(), "second").setOutputs("out").build().toJson()));
    }

    /** Along the gradient the loss must grow as fast as the gradient is long: with a gradient doubled in places it would not. */
    @Test
    void itsGradientIsThatOfItsLoss() {
        Nd4j.getRandom().setSeed(3);
        INDArray features = Nd4j.randn(2, 3, 4);
        INDArray labels = Nd4j.zeros(2, 2, 4);
        labels.get(NDArrayIndex.all(), NDArrayIndex.point(1)).assign(1);
        for (ModelDefinition model : models()) {
            Network network = Models.build(model);
            HeapArrays.load(Models.initialParameters(model, 1), 0, network.parameters());
            Minibatch batch = Minibatch.of(features, labels);
            network.computeGradient(batch);
            INDArray gradient = network.gradient().dup().divi(2);
            double length = gradient.norm2Number().doubleValue();
            float step = (float) (1e-2 / length);
            network.parameters().addi(gradient.mul(step));
            double above = network.computeGradient(batch);
            network.parameters().subi(gradient.mul(2 * step));
            double below = network.computeGradient(batch);

            assertThat((above - below) / (2 * step)).as(model.name()).isCloseTo(length * length, within(0.02 * length * length));
        }
    }

    @Test
    void whatCannotBeRepairedIsRefused() {
        String json = new NeuralNetConfiguration.Builder().seed(1).graphBuilder().addInputs("in").setInputTypes(InputType.recurrent(3, 4))
                .addVertex("attention", new AttentionVertex.Builder().nInQueries(3).nInKeys(3).nInValues(3).nOut(4).nHeads(2).headSize(2)
                        .projectInput(true).build(), "in", "in", "in")
                .addLayer("out", output(), "attention").setOutputs("out").build().toJson();

        assertThatThrownBy(() -> Models.fromConfiguration("graph.json", json)).isInstanceOf(InputException.class)
                .hasMessageContaining("AttentionVertex").hasMessageContaining("SelfAttentionLayer");
    }
}
