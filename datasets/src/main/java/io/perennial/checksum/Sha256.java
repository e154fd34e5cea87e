package io.perennial.checksum;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256: what files, ranges, parameters and settings are known by. */
public final class Sha256 {

    private static final int CHUNK = 1 << 14;

    private Sha256() {
    }

    /** A fresh one. */
    public static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256", e);
        }
    }

    /** Of all bytes, in hexadecimal. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(digest().digest(bytes));
    }

    /** Ends {@code digest} and returns its value in hexadecimal. */
    public static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Of a text in UTF-8, in hexadecimal. */
    public static String hex(String text) {
        return hex(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Of a vector as little-endian float32, in hexadecimal: a run's {@code parametersSha256}. */
    public static String hex(float[] values) {
        MessageDigest digest = digest();
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int first = 0; first < values.length; first += CHUNK) {
            int n = Math.min(CHUNK, values.length - first);
            chunk.clear();
            chunk.asFloatBuffer().put(values, first, n);
            digest.update(chunk.array(), 0, n * Float.BYTES);
        }
        return hex(digest);
    }
}
