package io.perennial.datasets.text;

import io.perennial.datasets.TokenExamples;
import java.nio.ByteBuffer;

/** Examples as the bytes that {@link EncodedTexts} describes. */
public final class EncodedRecord {

    /** Of one text; what is longer is cut. */
    public static final int MOST_TOKENS = 1 << 20;

    private static final int HEAD = 2 * Integer.BYTES;

    private EncodedRecord() {
    }

    /** Texts with a class each. */
    public static byte[] ofTexts(TokenExamples texts) {
        int bytes = 0;
        for (int i = 0; i < texts.size(); i++) {
            bytes = Math.addExact(bytes, HEAD + texts.length(i) * Character.BYTES);
        }
        ByteBuffer records = ByteBuffer.allocate(bytes);
        for (int i = 0; i < texts.size(); i++) {
            records.putInt(texts.label(i)).putInt(texts.length(i));
            for (int t = 0; t < texts.length(i); t++) {
                records.putChar((char) texts.token(i, t));
            }
        }
        return records.array();
    }

    /**
     * Windows of running text, one after another: each but the last ends with the token that the next begins with.
     *
     * @param last whether the file ends with the last of them
     */
    public static byte[] ofWindows(TokenExamples windows, boolean last) {
        int tokens = last ? 1 : 0;
        for (int i = 0; i < windows.size(); i++) {
            tokens = Math.addExact(tokens, windows.length(i));
        }
        ByteBuffer ids = ByteBuffer.allocate(Math.multiplyExact(tokens, Character.BYTES));
        for (int i = 0; i < windows.size(); i++) {
            for (int t = 0; t < windows.length(i); t++) {
                ids.putChar((char) windows.token(i, t));
            }
        }
        if (last) {
            int end = windows.size() - 1;
            ids.putChar((char) windows.label(end, windows.length(end) - 1));
        }
        return ids.array();
    }
}
