package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Makes text of lines by the rules, and counts what was wrong. The same on the driver and on executors. Not thread-safe. */
final class TextCleaning {

    private final LineRules rules;
    private long empty;
    private long invalid;
    private long overlong;

    TextCleaning(LineRules rules) {
        this.rules = rules;
    }

    TextCounts counts() {
        return new TextCounts(empty, invalid, overlong);
    }

    /**
     * Text of a line.
     *
     * @param length bytes of it
     * @param name   of the file, for messages
     * @return null if it is to be left out
     * @throws InputException if the rules refuse it
     */
    String line(LineReader line, int length, String name) {
        int end = length;
        if (length > rules.longest()) {
            overlong++;
            if (isRefused(name, line, "has " + length + " bytes, allowed are " + rules.longest() + " (text.longestLine)")) {
                return null;
            }
            end = cut(line.bytes(), rules.longest());
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.bytes(), 0, end)).toString();
        } catch (CharacterCodingException e) {
            invalid++;
            if (isRefused(name, line, "is not valid UTF-8")) {
                return null;
            }
            return new String(line.bytes(), 0, end, StandardCharsets.UTF_8);
        }
    }

    /** Whether a text says nothing, and is to be left out. */
    boolean isEmpty(String text, LineReader line, String name) {
        boolean blank = TextEncoding.isEmpty(text);
        if (blank) {
            empty++;
            if (rules.onBad() == OnBadText.REFUSE) {
                isRefused(name, line, "holds an empty text");
            }
        }
        return blank;
    }

    private boolean isRefused(String name, LineReader line, String found) {
        if (rules.onBad() == OnBadText.REFUSE) {
            throw new InputException(name + ": " + line.place() + " " + found + "; correct it, or set text.onBad to repair or skip");
        }
        return rules.onBad() == OnBadText.SKIP;
    }

    /** The most bytes that end with a whole character. */
    private static int cut(byte[] bytes, int longest) {
        int end = longest;
        while (end > 0 && (bytes[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }
}
