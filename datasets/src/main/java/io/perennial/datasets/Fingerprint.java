package io.perennial.datasets;

import io.perennial.checksum.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * What an example is known by: the first 64 bits of the SHA-256 of its bytes. An image with another label is the same example. Not
 * thread-safe.
 */
public final class Fingerprint {

    private final MessageDigest digest = Sha256.digest();

    /** Of a record: a label byte, then the example's bytes. */
    public long of(byte[] record) {
        return ofRecord(record, 0, record.length);
    }

    /** Of one record among others, from {@code offset} on. */
    public long ofRecord(byte[] records, int offset, int recordBytes) {
        return of(records, offset + 1, recordBytes - 1);
    }

    /** Of an example's bytes. */
    public long of(byte[] bytes, int offset, int length) {
        digest.update(bytes, offset, length);
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
