package io.perennial.datasets.shapes10;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What must not give a class away: colours, and anything else that a linear model can see. */
class Shapes10DifficultyTest {

    private static final int PLANE = Shapes10.SIDE * Shapes10.SIDE;
    private static final int PIXELS = Shapes10.CHANNELS * PLANE;
    private static float[][] train;
    private static int[] trainLabels;
    private static float[][] test;
    private static int[] testLabels;

    @BeforeAll
    static void draw() {
        train = new float[Shapes10.TRAIN_EXAMPLES][];
        trainLabels = new int[train.length];
        draw("train", train, trainLabels);
        test = new float[Shapes10.TEST_EXAMPLES][];
        testLabels = new int[test.length];
        draw("test", test, testLabels);
    }

    private static void draw(String split, float[][] images, int[] labels) {
        Shapes10 shapes = new Shapes10(Shapes10.DEFAULT_SEED, split);
        byte[] record = new byte[Shapes10.RECORD_BYTES];
        for (int i = 0; i < images.length; i++) {
            shapes.draw(i, record, 0);
            labels[i] = record[0];
            images[i] = new float[PIXELS];
            for (int p = 0; p < PIXELS; p++) {
                images[i][p] = ((record[1 + p] & 0xff) / 255f - 0.5f) / 0.5f;
            }
        }
    }

    @Test
    void linearModelOfPixelsStaysUnderSixtyPercent() {
        Softmax model = new Softmax(PIXELS, Shapes10.CLASSES.size());
        model.train(train, trainLabels, 12, 0.02f);
        double accuracy = model.accuracy(test, testLabels);
        // It did learn what it could: else its failure would say nothing about the images.
        assertThat(model.accuracy(train, trainLabels)).isGreaterThan(0.25);
        assertThat(accuracy).isLessThan(0.6);
    }

    @Test
    void linearModelOfMeanColoursStaysNearChance() {
        Softmax model = new Softmax(3, Shapes10.CLASSES.size());
        model.train(meanColours(train), trainLabels, 30, 0.5f);
        assertThat(model.accuracy(meanColours(test), testLabels)).isLessThan(0.15);
    }

    @Test
    void nearestMeanColourStaysNearChance() {
        float[][] known = meanColours(train);
        float[][] asked = meanColours(test);
        int right = 0;
        for (int i = 0; i < asked.length; i++) {
            right += trainLabels[nearest(asked[i], known)] == testLabels[i] ? 1 : 0;
        }
        assertThat((double) right / asked.length).isLessThan(0.15);
    }

    private static float[][] meanColours(float[][] images) {
        float[][] means = new float[images.length][Shapes10.CHANNELS];
        for (int i = 0; i < images.length; i++) {
            for (int p = 0; p < PIXELS; p++) {
                means[i][p / PLANE] += images[i][p] / PLANE;
            }
        }
        return means;
    }

    private static int nearest(float[] colour, float[][] known) {
        int best = 0;
        float smallest = Float.MAX_VALUE;
        for (int k = 0; k < known.length; k++) {
            float distance = 0;
            for (int c = 0; c < colour.length; c++) {
                distance += (known[k][c] - colour[c]) * (known[k][c] - colour[c]);
            }
            if (distance < smallest) {
                smallest = distance;
                best = k;
            }
        }
        return best;
    }
}
