package io.perennial.datasets.text;

import io.perennial.errors.InputException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;

/** Reads lines as bytes, so that every one's place in its file is known. A line ends with LF; a CR before it belongs to the end. */
final class LineReader {

    /** No text has such lines: a file of another kind was named. */
    private static final int MOST = 256 << 20;

    private final String name;
    private final String lineName;
    private final InputStream in;
    private final MessageDigest digest;
    private final byte[] block = new byte[1 << 16];
    private int filled;
    private int next;
    private byte[] line = new byte[1 << 10];
    private int length;
    private long offset;
    private long position;
    private long number;

    /**
     * @param name     of the file, for messages
     * @param lineName what a line is called there: {@code line}, or {@code row}
     * @param digest   sees every byte; null for none
     */
    LineReader(String name, String lineName, InputStream in, MessageDigest digest) {
        this.name = name;
        this.lineName = lineName;
        this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in);
        this.digest = digest;
    }

    /** @return false at the end of the file */
    boolean next() throws IOException {
        length = 0;
        offset = position;
        boolean any = false;
        while (true) {
            if (next == filled) {
                filled = in.read(block);
                next = 0;
                if (filled < 0) {
                    filled = 0;
                    number += any ? 1 : 0;
                    return any;
                }
                if (digest != null) {
                    digest.update(block, 0, filled);
                }
            }
            any = true;
            int end = next;
            while (end < filled && block[end] != '\n') {
                end++;
            }
            boolean ended = end < filled;
            append(next, end + (ended ? 1 : 0));
            next = end + (ended ? 1 : 0);
            if (ended) {
                number++;
                return true;
            }
        }
    }

    private void append(int from, int to) {
        int more = to - from;
        position += more;
        if (length + more > MOST) {
            throw new InputException(name + ": " + lineName + " " + (number + 1) + " has more than " + MOST + " bytes; name a text file");
        }
        if (length + more > line.length) {
            line = Arrays.copyOf(line, Math.max(length + more, 2 * line.length));
        }
        System.arraycopy(block, from, line, length, more);
        length += more;
    }

    /** The line with its end; for reading only, until {@link #next()}. */
    byte[] bytes() {
        return line;
    }

    /** Bytes of the line with its end. */
    int lengthWithEnd() {
        return length;
    }

    /** Bytes of the line without its end. */
    int length() {
        int n = length;
        if (n > 0 && line[n - 1] == '\n') {
            n--;
            if (n > 0 && line[n - 1] == '\r') {
                n--;
            }
        }
        return n;
    }

    /** Where the line starts in the file, in bytes. */
    long offset() {
        return offset;
    }

    /** Of the line, from 1. */
    long number() {
        return number;
    }

    /** The line's name and number, for messages: {@code line 7}. */
    String place() {
        return lineName + " " + number;
    }
}
