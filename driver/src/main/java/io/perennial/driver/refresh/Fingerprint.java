package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/** What an example is known by: the first 64 bits of the SHA-256 of its pixels. An image with another label is the same example. */
final class Fingerprint {

    private final MessageDigest digest = Sha256.digest();

    /** Of a record: a label byte, then the pixels. Not thread-safe. */
    long of(byte[] record) {
        digest.update(record, 1, record.length - 1);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
