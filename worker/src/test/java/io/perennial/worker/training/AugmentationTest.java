package io.perennial.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.PixelScale;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AugmentationTest {

    private static final ImageShape SHAPE = new ImageShape(1, 4, 4);
    private static final PixelScale SCALE = new PixelScale(new Normalization(new float[] {0.2f}, new float[] {1 / 255f}));
    private static final float BLACK = SCALE.scaled(0, (byte) 0);

    @Test
    void nothingAskedForLeavesTheImageAsItIs() {
        float[] out = write(Augmentation.NONE, 1, 0, 0);

        for (int i = 0; i < 16; i++) {
            assertThat(out[i]).isEqualTo(SCALE.scaled(0, image()[i]));
        }
    }

    @Test
    void aCropMovesTheImageAndFillsWithBlack() {
        Set<Integer> corners = new HashSet<>();
        for (int id = 0; id < 200; id++) {
            float[] out = write(new Augmentation(1, Augmentation.Flip.NONE, 0), 1, 0, id);
            // The pixel of row 1, column 1 is at one of nine places, and whatever came from outside is black.
            int found = indexOf(out, SCALE.scaled(0, image()[5]));
            int down = 1 - found / 4;
            int right = 1 - found % 4;
            corners.add(found);
            for (int row = 0; row < 4; row++) {
                for (int column = 0; column < 4; column++) {
                    boolean outside = row + down < 0 || row + down > 3 || column + right < 0 || column + right > 3;
                    float expected = outside ? BLACK : SCALE.scaled(0, image()[(row + down) * 4 + column + right]);
                    assertThat(out[row * 4 + column]).isEqualTo(expected);
                }
            }
        }
        assertThat(corners).hasSize(9);
    }

    @Test
    void halfOfTheImagesAreMirrored() {
        int mirrored = 0;
        for (int id = 0; id < 1000; id++) {
            float[] out = write(new Augmentation(0, Augmentation.Flip.HORIZONTAL, 0), 1, 0, id);
            boolean isMirrored = out[0] == SCALE.scaled(0, image()[3]);
            mirrored += isMirrored ? 1 : 0;
            assertThat(out[7]).isEqualTo(SCALE.scaled(0, image()[isMirrored ? 4 : 7]));
        }
        assertThat(mirrored).isBetween(430, 570);
    }

    @Test
    void cutoutBlanksASquareToTheNormalisationsZero() {
        for (int id = 0; id < 100; id++) {
            float[] out = write(new Augmentation(0, Augmentation.Flip.NONE, 2), 1, 0, id);
            int blank = 0;
            for (int i = 0; i < 16; i++) {
                boolean isBlank = out[i] == 0;
                blank += isBlank ? 1 : 0;
                assertThat(isBlank || out[i] == SCALE.scaled(0, image()[i])).isTrue();
            }
            assertThat(blank).isIn(1, 2, 4);
        }
    }

    @Test
    void theChangeIsAFunctionOfSeedEpochAndExample() {
        Augmentation all = new Augmentation(2, Augmentation.Flip.HORIZONTAL, 1);

        assertThat(write(all, 1, 2, 3)).isEqualTo(write(all, 1, 2, 3));
        assertThat(distinct(all, 1, 0)).isGreaterThan(10);
        assertThat(write(all, 1, 2, 3)).isNotEqualTo(write(all, 1, 3, 3));
        assertThat(write(all, 1, 2, 3)).isNotEqualTo(write(all, 2, 2, 3));
    }

    private static int distinct(Augmentation augmentation, long seed, long epoch) {
        Set<String> seen = new HashSet<>();
        for (int id = 0; id < 50; id++) {
            seen.add(java.util.Arrays.toString(write(augmentation, seed, epoch, id)));
        }
        return seen.size();
    }

    private static float[] write(Augmentation augmentation, long seed, long epoch, long id) {
        float[] out = new float[18];
        augmentation.write(image(), SHAPE, SCALE, seed, epoch, id, out, 1);
        assertThat(out[0]).isZero();
        assertThat(out[17]).isZero();
        return java.util.Arrays.copyOfRange(out, 1, 17);
    }

    private static int indexOf(float[] values, float wanted) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                return i;
            }
        }
        throw new AssertionError("not there: " + wanted);
    }

    /** Sixteen different pixels, none of which is black or the normalisation's zero. */
    private static byte[] image() {
        byte[] pixels = new byte[16];
        for (int i = 0; i < 16; i++) {
            pixels[i] = (byte) (100 + 5 * i);
        }
        return pixels;
    }
}
