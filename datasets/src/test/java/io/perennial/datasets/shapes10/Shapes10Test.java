package io.perennial.datasets.shapes10;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class Shapes10Test {

    private static byte[] record(long seed, String split, long index) {
        byte[] record = new byte[Shapes10.RECORD_BYTES];
        new Shapes10(seed, split).draw(index, record, 0);
        return record;
    }

    private static String sha256(String split, int count) throws GeneralSecurityException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < count; i++) {
            digest.update(record(Shapes10.DEFAULT_SEED, split, i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** If this fails because the images were changed on purpose, {@link Shapes10#VERSION} goes up too. */
    @Test
    void imagesAreTheSameOnEveryMachine() throws GeneralSecurityException {
        assertThat(Shapes10.VERSION).isEqualTo(1);
        assertThat(sha256("train", 8_000)).isEqualTo("204cf4a6e36d2c6866cc31dd5e43b7d8e90191617f803c86f48d63015003e78a");
        assertThat(sha256("test", 2_000)).isEqualTo("c023c40af12c9772327104c383c30e2aabcd35e77d388fabe096ab58f9e5924f");
    }

    @Test
    void imageDependsOnSeedSplitAndNumberOnly() {
        Shapes10 shapes = new Shapes10(10, "train");
        byte[] records = new byte[3 * Shapes10.RECORD_BYTES];
        shapes.draw(7, records, Shapes10.RECORD_BYTES);
        shapes.draw(5, records, 0);
        assertThat(Arrays.copyOfRange(records, Shapes10.RECORD_BYTES, 2 * Shapes10.RECORD_BYTES)).isEqualTo(record(10, "train", 7));
        assertThat(record(10, "train", 7)).isNotEqualTo(record(11, "train", 7)).isNotEqualTo(record(10, "test", 7)).isNotEqualTo(record(10, "train", 17));
    }

    @Test
    void whatACallerDoesToARecordDoesNotReachTheNextOneWhoDrawsIt() {
        byte[] mine = record(10, "train", 7);
        byte[] untouched = mine.clone();
        Arrays.fill(mine, (byte) 0);

        assertThat(record(10, "train", 7)).isEqualTo(untouched);
    }

    @Test
    void imagesBeyondThoseThatAreKeptAreDrawnAllTheSame() {
        assertThat(record(10, "test", Shapes10.TEST_EXAMPLES + 3L)).isEqualTo(record(10, "test", Shapes10.TEST_EXAMPLES + 3L))
                .isNotEqualTo(record(10, "test", 3));
    }

    @Test
    void everyTenImagesHoldEachClassOnce() {
        for (int block = 0; block < 50; block++) {
            Set<Integer> labels = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                labels.add((int) record(10, "train", block * 10L + i)[0]);
            }
            assertThat(labels).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        }
        assertThat(Shapes10.CLASSES).containsExactly("disc", "ring", "square", "triangle", "cross", "star", "horizontal", "vertical", "diagonal", "checkers");
    }

    @Test
    void unknownSplitIsRefused() {
        assertThatThrownBy(() -> new Shapes10(10, "valid")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("valid");
    }
}
