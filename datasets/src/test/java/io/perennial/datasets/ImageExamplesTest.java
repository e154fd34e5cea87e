package io.perennial.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageExamplesTest {

    private static final ImageShape SHAPE = new ImageShape(2, 1, 2);

    private final ImageExamples examples = new ImageExamples(SHAPE, List.of(
            new byte[] {3, 0, 51, (byte) 255, (byte) 128, 4, 1, 2, 3, 4},
            new byte[] {9, 10, 20, 30, 40}), new long[] {100, 7});

    @Test
    void examplesOfAllBlocksAreNumberedThrough() {
        assertThat(examples.size()).isEqualTo(3);
        assertThat(new int[] {examples.label(0), examples.label(1), examples.label(2)}).containsExactly(3, 4, 9);
        assertThat(new long[] {examples.id(0), examples.id(1), examples.id(2)}).containsExactly(100, 101, 7);
    }

    @Test
    void pixelsAreNormalizedByChannelAtTheOffset() {
        PixelScale scale = new PixelScale(new Normalization(new float[] {0.5f, 0}, new float[] {0.5f, 2}));
        float[] target = new float[6];
        Arrays.fill(target, -9);
        examples.normalize(0, scale, target, 1);
        assertThat(target).containsExactly(-9, -1, (51 / 255f - 0.5f) / 0.5f, 0.5f, 128 / 255f / 2, -9);
    }

    @Test
    void rawPixelsAreCopiedAtTheOffset() {
        byte[] target = new byte[5];
        examples.bytes(2, target, 1);
        assertThat(target).containsExactly(0, 10, 20, 30, 40);
    }

    @Test
    void numberOutsideIsRefused() {
        assertThatThrownBy(() -> examples.label(3)).isInstanceOf(IndexOutOfBoundsException.class).hasMessage("example 3 of 3");
        assertThatThrownBy(() -> examples.label(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
