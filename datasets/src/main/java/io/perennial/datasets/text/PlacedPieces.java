package io.perennial.datasets.text;

import java.util.Arrays;
import java.util.List;

/**
 * The pieces of a source that was read once.
 *
 * @param pieces in order
 * @param starts where they begin in the source, in bytes of its lines
 */
record PlacedPieces(List<TextPiece> pieces, long[] starts) {

    static PlacedPieces of(TextPiece only) {
        return new PlacedPieces(List.of(only), new long[] {0});
    }

    /** Pieces that hold a stretch, and where it begins in the first of them. */
    record Place(List<TextPiece> pieces, long offset) {
    }

    /** Where a stretch of at least one byte is. */
    Place of(long offset, long bytes) {
        int first = pieceOf(offset);
        return new Place(List.copyOf(pieces.subList(first, pieceOf(offset + bytes - 1) + 1)), offset - starts[first]);
    }

    /** The last that begins there or before: empty pieces begin where the next one does. */
    private int pieceOf(long offset) {
        int found = Arrays.binarySearch(starts, offset);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < starts.length && starts[found + 1] == offset) {
            found++;
        }
        return found;
    }
}
