package io.perennial.datasets.text;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** Reads stretches of lines, and keeps the last piece open: the next stretch mostly goes on in it. Not thread-safe. */
public final class TextReader implements Closeable {

    private final Configuration hadoop;
    private TextPiece piece;
    private TextPiece.Bytes open;

    public TextReader(Configuration hadoop) {
        this.hadoop = hadoop;
    }

    /**
     * Fills an array.
     *
     * @param pieces which hold the stretch, in order
     * @param offset where it begins in the first one, in bytes
     * @throws EOFException if the pieces end before
     */
    public void read(List<TextPiece> pieces, long offset, byte[] into) throws IOException {
        int filled = 0;
        long position = offset;
        for (TextPiece next : pieces) {
            turnTo(next);
            for (int n = 0; n >= 0 && filled < into.length; ) {
                n = open.read(position, into, filled, into.length - filled);
                filled += Math.max(n, 0);
                position += Math.max(n, 0);
            }
            position = 0;
        }
        if (filled < into.length) {
            throw new EOFException("ends after " + filled + " of " + into.length + " bytes");
        }
    }

    private void turnTo(TextPiece next) throws IOException {
        if (!next.equals(piece)) {
            close();
            open = next.open(hadoop);
            piece = next;
        }
    }

    @Override
    public void close() throws IOException {
        piece = null;
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
