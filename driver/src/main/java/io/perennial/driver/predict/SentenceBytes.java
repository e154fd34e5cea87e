package io.perennial.driver.predict;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** A sentence as the bytes of a candidate: its words, a line end after each. */
final class SentenceBytes {

    private SentenceBytes() {
    }

    static byte[] of(List<String> words) {
        StringBuilder lines = new StringBuilder();
        words.forEach(word -> lines.append(word).append('\n'));
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A text whose words are parted by white space. */
    static Candidate apart(Candidate text) {
        return new Candidate(text.id(), text.bytes() == null ? null : of(List.of(new String(text.bytes(), StandardCharsets.UTF_8).strip().split("(?U)\\s+"))));
    }

    static List<String> words(Candidate candidate) {
        byte[] bytes = candidate.bytes();
        return bytes == null || bytes.length == 0 ? List.of() : List.of(new String(bytes, StandardCharsets.UTF_8).split("\n"));
    }
}
