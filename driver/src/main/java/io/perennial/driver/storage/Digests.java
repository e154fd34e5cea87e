package io.perennial.driver.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of what Perennial stores. */
public final class Digests {

    private static final int CHUNK = 1 << 14;

    private Digests() {
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** In hexadecimal. */
    public static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    /** Of the vector as little-endian float32, in hexadecimal: {@code parametersSha256}. */
    public static String sha256(float[] values) {
        MessageDigest digest = sha256();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int first = 0; first < values.length; first += CHUNK) {
            int n = Math.min(CHUNK, values.length - first);
            chunk.clear();
            chunk.asFloatBuffer().put(values, first, n);
            digest.update(chunk.array(), 0, n * Float.BYTES);
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
