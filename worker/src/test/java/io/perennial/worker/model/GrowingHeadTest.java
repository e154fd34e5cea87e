package io.perennial.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.ImageShape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GrowingHeadTest {

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);

    @ParameterizedTest
    @ValueSource(strings = {"lenet", "resnet20", "mlp"})
    void oldWeightsKeepTheirBitsAndOldClassesTheirLogits(String name) {
        ModelDefinition small = Models.builtIn(name, SHAPE, 4);
        ModelDefinition large = Models.withClasses(small, 6);
        float[] before = Models.initialParameters(small, 3);
        ParameterLayout layout = Models.layout(large);
        float[] fresh = Models.initialParameters(large, 5);
        float[] after = layout.grown(Models.layout(small), before, fresh);

        for (Slice old : Models.layout(small).slices()) {
            Slice grown = layout.slices().stream().filter(slice -> slice.name().equals(old.name())).findFirst().orElseThrow();
            assertThat(Arrays.copyOfRange(after, grown.offset(), grown.offset() + old.length())).as(old.name())
                    .isEqualTo(Arrays.copyOfRange(before, old.offset(), old.end()));
        }
        INDArray images = Nd4j.rand(DataType.FLOAT, 2, 3, 32, 32);
        double[][] then = output(small, before, images);
        double[][] now = output(large, after, images);
        for (int i = 0; i < 2; i++) {
            for (int c = 1; c < 4; c++) {
                assertThat(Math.log(now[i][c] / now[i][0])).isCloseTo(Math.log(then[i][c] / then[i][0]), within(1e-4));
            }
        }
    }

    @Test
    void whatIsNoGrowthIsRefused() {
        ParameterLayout four = Models.layout(Models.builtIn("mlp", SHAPE, 4));
        ParameterLayout two = Models.layout(Models.builtIn("mlp", SHAPE, 2));
        assertThatThrownBy(() -> two.grown(four, new float[four.length()], new float[two.length()])).hasMessageContaining("does not grow from [64, 4]");
    }

    private static double[][] output(ModelDefinition definition, float[] parameters, INDArray images) {
        Network network = Models.build(definition);
        HeapArrays.load(parameters, 0, network.parameters());
        return network.output(images, null).toDoubleMatrix();
    }
}
