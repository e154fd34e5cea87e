package io.perennial.datasets.text;

/**
 * A source of texts that was read once.
 *
 * @param uri      with its scheme
 * @param pieces   what it is stored in
 * @param bytes    length of all lines
 * @param sha256   of all lines, in hexadecimal: of a plain file, its own
 * @param examples where they are
 */
record ScannedFile(String uri, PlacedPieces pieces, long bytes, String sha256, Places examples) {

    /** Whole lines that hold some consecutive examples; {@code skip} tokens at the beginning belong to those before. */
    record Stretch(long offset, long bytes, int skip) {
    }

    /** Where the examples of a file are. */
    sealed interface Places {

        int count();

        /** Of the examples {@code from} to {@code to - 1}. */
        Stretch stretch(int from, int to);
    }

    /**
     * An example a line.
     *
     * @param offsets of the lines
     * @param ends    where they end
     */
    record Lines(long[] offsets, long[] ends) implements Places {

        @Override
        public int count() {
            return offsets.length;
        }

        @Override
        public Stretch stretch(int from, int to) {
            return new Stretch(offsets[from], ends[to - 1] - offsets[from], 0);
        }
    }

    /**
     * Windows of running text that is stored as ids.
     *
     * @param tokens in the file
     * @param length of a window
     */
    record Ids(long tokens, int length) implements Places {

        @Override
        public int count() {
            return (int) Math.max(0, (tokens - 1 + length - 1) / length);
        }

        @Override
        public Stretch stretch(int from, int to) {
            long first = (long) from * length;
            long end = Math.min(tokens, (long) to * length + 1);
            return new Stretch(first * Character.BYTES, (end - first) * Character.BYTES, 0);
        }
    }

    /**
     * Windows of running text: window {@code i} holds the tokens {@code i * length} to {@code (i + 1) * length}, the last one being the label
     * of the one before it alone; the last window may be shorter.
     *
     * @param offsets of the lines; one more entry holds the file's end
     * @param tokens  in all lines before; one more entry holds all
     * @param length  of a window
     */
    record Windows(long[] offsets, long[] tokens, int length) implements Places {

        @Override
        public int count() {
            long all = tokens[tokens.length - 1];
            return (int) Math.max(0, (all - 1 + length - 1) / length);
        }

        @Override
        public Stretch stretch(int from, int to) {
            long firstToken = (long) from * length;
            long lastToken = Math.min(tokens[tokens.length - 1] - 1, (long) to * length);
            int firstLine = lineOf(firstToken);
            return new Stretch(offsets[firstLine], offsets[lineOf(lastToken) + 1] - offsets[firstLine], Math.toIntExact(firstToken - tokens[firstLine]));
        }

        /** The last line that starts at the token or before it and holds any: lines without tokens start where the next one does. */
        private int lineOf(long token) {
            int low = 0;
            int high = tokens.length - 1;
            while (high - low > 1) {
                int middle = (low + high) >>> 1;
                if (tokens[middle] <= token) {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }
}
