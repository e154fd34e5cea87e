package io.perennial.datasets;

import io.perennial.datasets.shapes10.Shapes10;
import java.io.InputStream;

/** Drawn records as a stream, so that scanning does not care where records come from. */
final class DrawnStream extends InputStream {

    private final Shapes10 shapes;
    private final long count;
    private final byte[] record = new byte[Shapes10.RECORD_BYTES];
    private int position = record.length;
    private long next;

    DrawnStream(Shapes10 shapes, long count) {
        this.shapes = shapes;
        this.count = count;
    }

    @Override
    public int read() {
        return fill() ? record[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int copied = Math.min(length, record.length - position);
        System.arraycopy(record, position, target, offset, copied);
        position += copied;
        return copied;
    }

    private boolean fill() {
        if (position < record.length) {
            return true;
        }
        if (next == count) {
            return false;
        }
        shapes.draw(next++, record, 0);
        position = 0;
        return true;
    }
}
