package io.perennial.datasets.corruption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.shapes10.Shapes10;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Against what the paper's definitions say of images whose corruption can be worked out. */
class CorruptionTest {

    private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
    private static final int PLANE = 32 * 32;

    @ParameterizedTest
    @EnumSource(Corruption.class)
    void aCorruptedImageIsAFunctionOfImageSeverityAndKeyAlone(Corruption corruption) {
        byte[] image = drawn();
        byte[] before = image.clone();

        byte[] once = corruption.of(image, SHAPE, 3, 1, 60, 7);

        assertThat(image).isEqualTo(before);
        assertThat(once).isEqualTo(corruption.of(image, SHAPE, 3, 1, 60, 7)).isNotEqualTo(image);
        assertThat(once).isNotEqualTo(corruption.of(image, SHAPE, 4, 1, 60, 7));
        boolean random = corruption.name().endsWith("NOISE") || corruption == Corruption.FOG;
        assertThat(Arrays.equals(once, corruption.of(image, SHAPE, 3, 1, 60, 8))).isEqualTo(!random);
    }

    @ParameterizedTest
    @EnumSource(value = Corruption.class, mode = EnumSource.Mode.EXCLUDE, names = "SATURATE")
    void aHigherSeverityIsFartherFromTheImage(Corruption corruption) {
        double last = 0;
        for (int severity = 1; severity <= Corruption.SEVERITIES; severity++) {
            double distance = 0;
            for (int seed = 0; seed < 20; seed++) {
                byte[] image = drawn(seed);
                distance += distance(image, corruption.of(image, SHAPE, severity, seed));
            }
            assertThat(distance).as("severity %d", severity).isGreaterThan(last);
            last = distance;
        }
    }

    @ParameterizedTest
    @CsvSource({"GAUSSIAN_NOISE, 1, 10.2", "GAUSSIAN_NOISE, 5, 25.5", "SHOT_NOISE, 1, 8.07", "SHOT_NOISE, 5, 25.5", "SPECKLE_NOISE, 5, 25.5"})
    void noiseOfAGreyImageHasThePapersDeviation(Corruption corruption, int severity, double deviation) {
        // 0.5 of white within a rounding; of n photons the deviation is the root, so 255 sqrt(0.5 / 500) and 255 sqrt(0.5 / 50).
        byte[] noisy = corruption.of(plain(128), SHAPE, severity, 3);

        double mean = 0;
        for (byte value : noisy) {
            mean += (value & 0xff) / (double) noisy.length;
        }
        double square = 0;
        for (byte value : noisy) {
            square += ((value & 0xff) - mean) * ((value & 0xff) - mean) / noisy.length;
        }
        assertThat(Math.sqrt(square)).isCloseTo(deviation, within(0.05 * deviation));
        assertThat(mean).isCloseTo(127.5, within(1.5));
    }

    @Test
    void impulsesAreBlackOrWhiteInThePapersShare() {
        byte[] noisy = Corruption.IMPULSE_NOISE.of(plain(100), SHAPE, 5, 3);
        int black = 0;
        int white = 0;
        for (byte value : noisy) {
            black += value == 0 ? 1 : 0;
            white += value == (byte) 255 ? 1 : 0;
        }
        assertThat((black + white) / (double) noisy.length).isCloseTo(0.07, within(0.015));
        assertThat(black / (double) white).isBetween(0.6, 1.6);
        // 99 or 100: conversion to bytes cuts off.
        assertThat(noisy.length - black - white).isEqualTo(count(noisy, 99) + count(noisy, 100));
    }

    @Test
    void blurSpreadsAPointAndKeepsItsLight() {
        byte[] point = new byte[SHAPE.bytes()];
        point[16 * 32 + 16] = (byte) 255;
        byte[] disc = Corruption.DEFOCUS_BLUR.of(point, SHAPE, 4, 0);
        // Radius 1: the pixel and its four neighbours; the blur of the edge by 0.2 reaches hardly anywhere.
        for (int at : new int[] {16 * 32 + 16, 15 * 32 + 16, 17 * 32 + 16, 16 * 32 + 15, 16 * 32 + 17}) {
            assertThat(disc[at]).isBetween((byte) 50, (byte) 51);
        }
        assertThat(disc[15 * 32 + 15]).isBetween((byte) 0, (byte) 1);

        byte[] wide = Corruption.GAUSSIAN_BLUR.of(point, SHAPE, 5, 0);
        // Deviation 1: the density at 0, and at a distance of 1.
        assertThat(wide[16 * 32 + 16] & 0xff).isCloseTo((int) (255 / (2 * Math.PI)), within(1));
        assertThat(wide[16 * 32 + 17] & 0xff).isCloseTo((int) (255 * Math.exp(-0.5) / (2 * Math.PI)), within(1));
        for (Corruption blur : List.of(Corruption.GAUSSIAN_BLUR, Corruption.DEFOCUS_BLUR)) {
            // 76 where a sum of weights comes out a hair below 1.
            byte[] plain = blur.of(plain(77), SHAPE, 5, 0);
            assertThat(count(plain, 76) + count(plain, 77)).isEqualTo(plain.length);
        }
    }

    @Test
    void lightAndColoursChangeByThePapersConstants() {
        assertThat(Corruption.BRIGHTNESS.of(plain(100), SHAPE, 5, 0)).containsOnly((byte) (int) (100 + 0.3 * 255));

        byte[] halves = plain(50);
        Arrays.fill(halves, 0, PLANE / 2, (byte) 150);
        byte[] flat = Corruption.CONTRAST.of(halves, SHAPE, 2, 0);
        assertThat(flat[0] & 0xff).isCloseTo(125, within(1));
        assertThat(flat[PLANE - 1] & 0xff).isCloseTo(75, within(1));
        assertThat(flat[PLANE]).isBetween((byte) 49, (byte) 50);

        byte[] red = plain(0);
        Arrays.fill(red, 0, PLANE, (byte) 200);
        byte[] pale = Corruption.SATURATE.of(red, SHAPE, 1, 0);
        assertThat(pale[0] & 0xff).isCloseTo(200, within(1));
        assertThat(pale[PLANE] & 0xff).isCloseTo(140, within(1));
        assertThat(pale[2 * PLANE]).isEqualTo(pale[PLANE]);
        // Other hues than red come back as they went too.
        byte[] image = drawn();
        byte[] saturated = Corruption.SATURATE.of(image, SHAPE, 3, 0);
        int same = 0;
        for (int p = 0; p < PLANE; p++) {
            same += Math.abs(strongest(image, p) - strongest(saturated, p)) <= 1 ? 1 : 0;
        }
        assertThat(same).as("the value of a colour is kept").isEqualTo(PLANE);
    }

    private static int strongest(byte[] image, int p) {
        return Math.max(image[p] & 0xff, Math.max(image[PLANE + p] & 0xff, image[2 * PLANE + p] & 0xff));
    }

    @Test
    void pixelatedImagesConsistOfFewerPixels() {
        byte[] image = drawn();
        byte[] pixelated = Corruption.PIXELATE.of(image, SHAPE, 5, 0);
        assertThat(differentRows(image)).isEqualTo(32);
        assertThat(differentRows(pixelated)).as("rows of 20").isEqualTo(20);
        assertThat(Corruption.PIXELATE.of(plain(77), SHAPE, 5, 0)).containsOnly(77);
    }

    private static int differentRows(byte[] image) {
        int rows = 1;
        for (int y = 1; y < 32; y++) {
            rows += Arrays.equals(image, y * 32, y * 32 + 32, image, y * 32 - 32, y * 32) ? 0 : 1;
        }
        return rows;
    }

    @Test
    void fogLightensAndNeverBeyondTheImagesWhite() {
        byte[] foggy = Corruption.FOG.of(plain(100), SHAPE, 5, 4);
        int darkest = 255;
        int lightest = 0;
        for (byte value : foggy) {
            darkest = Math.min(darkest, value & 0xff);
            lightest = Math.max(lightest, value & 0xff);
        }
        // x * max / (max + 1.5) where the cloud is nothing, (x + 1.5) * max / (max + 1.5) = max where it is thickest.
        assertThat(darkest).isEqualTo((int) (100 * (100 / 255.0) / (100 / 255.0 + 1.5)));
        assertThat(lightest).isBetween(99, 100);
    }

    @Test
    void whatIsNoColourImageOrNoSeverityIsRefused() {
        assertThatThrownBy(() -> Corruption.FOG.of(plain(1), SHAPE, 6, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("expected 1 to 5");
        assertThatThrownBy(() -> Corruption.FOG.of(new byte[PLANE], new ImageShape(1, 32, 32), 1, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 channels");
        assertThat(Corruption.JPEG_COMPRESSION.text()).isEqualTo("jpeg compression");
    }

    private static byte[] drawn() {
        return drawn(1);
    }

    private static byte[] drawn(int index) {
        byte[] record = new byte[Shapes10.RECORD_BYTES];
        new Shapes10(1, "train").draw(index, record, 0);
        return Arrays.copyOfRange(record, 1, record.length);
    }

    private static byte[] plain(int value) {
        byte[] image = new byte[SHAPE.bytes()];
        Arrays.fill(image, (byte) value);
        return image;
    }

    private static int count(byte[] image, int value) {
        int count = 0;
        for (byte one : image) {
            count += (one & 0xff) == value ? 1 : 0;
        }
        return count;
    }

    private static double distance(byte[] one, byte[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            double difference = (one[i] & 0xff) - (other[i] & 0xff);
            sum += difference * difference;
        }
        return Math.sqrt(sum / one.length);
    }
}
