package io.perennial.datasets.text;

import java.nio.charset.StandardCharsets;

/**
 * Bytes as letters that can be seen, as GPT-2's tokenizer writes them (Radford et al. 2019): printable ASCII and Latin-1 stand for
 * themselves, the other bytes for U+0100 on, in their order.
 */
final class ByteLetters {

    private static final char[] LETTERS = new char[256];
    private static final int[] BYTES = new int[0x200];

    static {
        java.util.Arrays.fill(BYTES, -1);
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean seen = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            LETTERS[b] = (char) (seen ? b : next++);
            BYTES[LETTERS[b]] = b;
        }
    }

    private ByteLetters() {
    }

    /** The letter of a byte, 0 to 255. */
    static String of(int b) {
        return String.valueOf(LETTERS[b]);
    }

    /** A text's UTF-8, a letter a byte. */
    static String of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        char[] letters = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            letters[i] = LETTERS[bytes[i] & 0xff];
        }
        return new String(letters);
    }

    /** Back to text; what is no letter of a byte is left out, and bytes that are no UTF-8 become U+FFFD. */
    static String text(String letters) {
        byte[] bytes = new byte[letters.length()];
        int length = 0;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            if (letter < BYTES.length && BYTES[letter] >= 0) {
                bytes[length++] = (byte) BYTES[letter];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
