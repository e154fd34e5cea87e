package io.perennial.driver.data;

import io.perennial.checksum.Sha256;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The order of a data set's images: that of hashes of the seed and what tells the image from the others, so it is the same whatever
 * order the files were listed in and however many executors took part.
 *
 * @param seed      of the import
 * @param testShare share of the images that go to the test set, 0 to 1
 */
record ImportOrder(long seed, double testShare) implements Serializable {

    /** 64 hexadecimal digits: images are written in the order of their keys. */
    String key(byte[] identity, String label) {
        MessageDigest digest = Sha256.digest();
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
        digest.update(label.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        digest.update(identity);
        return Sha256.hex(digest);
    }

    /** A number in 0..1 that is uniform over images and says nothing about the order. */
    double draw(String key) {
        return fraction(key, 32);
    }

    /** Where a key stands among all possible ones, 0..1. */
    static double position(String key) {
        return fraction(key, 0);
    }

    private static double fraction(String key, int digit) {
        return Long.parseLong(key.substring(digit, digit + 13), 16) / (double) (1L << 52);
    }
}
