package io.perennial.datasets.text;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/** The lines of some pieces, one piece after another. */
final class PieceStream extends InputStream {

    private final List<TextPiece> pieces;
    private final Configuration hadoop;
    private final Growing starts = new Growing();
    private TextPiece.Bytes open;
    private long given;

    PieceStream(List<TextPiece> pieces, Configuration hadoop) {
        this.pieces = pieces;
        this.hadoop = hadoop;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int at, int length) throws IOException {
        while (true) {
            if (open != null) {
                int n = open.read(given - starts.get(starts.size() - 1), into, at, length);
                if (n >= 0) {
                    given += n;
                    return n;
                }
                close();
            }
            if (starts.size() == pieces.size()) {
                return -1;
            }
            open = pieces.get(starts.size()).open(hadoop);
            starts.add(given);
        }
    }

    /** The pieces that were read, with the places where they begin in the stream. */
    PlacedPieces placed() {
        return new PlacedPieces(pieces.subList(0, starts.size()), starts.toArray());
    }

    @Override
    public void close() throws IOException {
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
