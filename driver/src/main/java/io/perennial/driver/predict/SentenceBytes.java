package io.perennial.driver.predict;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** A sentence as the bytes of a candidate: its words, a line end after each. */
final class SentenceBytes {

    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);

    private SentenceBytes() {
    }

    static byte[] of(List<String> words) {
        StringBuilder lines = new StringBuilder();
        words.forEach(word -> lines.append(word).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A text whose words are parted by white space. */
    static Candidate apart(Candidate text) {
        return new Candidate(text.id(), text.bytes() == null ? null : of(SPACE.splitAsStream(new String(text.bytes(), StandardCharsets.UTF_8)).filter(word -> !word.isEmpty()).toList()));
    }

    /** @param bytes not null */
    static List<String> words(byte[] bytes) {
        return bytes.length == 0 ? List.of() : List.of(new String(bytes, StandardCharsets.UTF_8).split("\n"));
    }
}
