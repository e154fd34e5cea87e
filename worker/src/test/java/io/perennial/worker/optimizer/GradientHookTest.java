package io.perennial.worker.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.perennial.worker.natives.Natives;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class GradientHookTest {

    @BeforeAll
    static void natives() {
        Natives.prepare();
    }

    @Test
    void aLongGradientIsScaledToTheLimitOverAllSegments() {
        INDArray first = Nd4j.createFromArray(3f, 0f);
        INDArray second = Nd4j.createFromArray(0f, 4f);
        new GradientHook.ClipNorm(1).apply(List.of(), List.of(first, second));

        assertThat(first.getFloat(0)).isCloseTo(0.6f, within(1e-6f));
        assertThat(second.getFloat(1)).isCloseTo(0.8f, within(1e-6f));
    }

    @Test
    void aShortGradientStaysAsItIs() {
        INDArray gradient = Nd4j.createFromArray(0.3f, 0.4f);
        new GradientHook.ClipNorm(1).apply(List.of(), List.of(gradient));

        assertThat(gradient.toFloatVector()).containsExactly(0.3f, 0.4f);
    }

    @Test
    void everyElementIsLimited() {
        INDArray gradient = Nd4j.createFromArray(-5f, -0.1f, 0.2f, 7f);
        new GradientHook.ClipValue(0.5).apply(List.of(), List.of(gradient));

        assertThat(gradient.toFloatVector()).containsExactly(-0.5f, -0.1f, 0.2f, 0.5f);
    }
}
