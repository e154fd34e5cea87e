package io.perennial.datasets.text;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;

/** The lines of a piece as they stand there, without the LF at their end; bytes that are no UTF-8 are U+FFFD. */
public final class PieceLines implements Iterator<String>, Closeable {

    private final PieceStream in;
    private final LineReader reader;
    private boolean read;
    private boolean any;

    public PieceLines(TextPiece piece, Configuration hadoop) {
        this.in = new PieceStream(List.of(piece), hadoop);
        this.reader = new LineReader(piece.toString(), "line", in, null);
    }

    @Override
    public boolean hasNext() {
        if (!read) {
            try {
                any = reader.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            read = true;
        }
        return any;
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        read = false;
        int length = reader.lengthWithEnd();
        return new String(reader.bytes(), 0, reader.bytes()[length - 1] == '\n' ? length - 1 : length, StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
