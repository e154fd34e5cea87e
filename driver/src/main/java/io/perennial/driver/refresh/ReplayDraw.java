package io.perennial.driver.refresh;

import io.perennial.driver.job.ReplayMix;
import io.perennial.worker.random.Stream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.PriorityQueue;

/**
 * The examples of a buffer that join new ones in a training set, drawn by a seed. None is taken a second time before all that are drawn from were taken once.
 *
 * @param buffer      records one after another
 * @param recordBytes of each, the label first
 * @param drawn       numbers of the records
 */
record ReplayDraw(byte[] buffer, int recordBytes, int[] drawn) {

    /**
     * Draws.
     *
     * @param count how many; 0 of an empty buffer
     * @param fresh new examples of each class
     */
    static ReplayDraw of(ReplayMix mix, byte[] buffer, int recordBytes, int count, long[] fresh, long seed) {
        int[] all = new int[buffer.length / recordBytes];
        Arrays.setAll(all, record -> record);
        return new ReplayDraw(buffer, recordBytes, switch (mix) {
            case UNIFORM -> draw(all, count, seed);
            case BALANCED -> balanced(byClass(buffer, recordBytes, all, fresh.length), count, fresh, seed);
        });
    }

    private static int[] draw(int[] records, int count, long seed, long... coordinates) {
        int[] drawn = new int[count];
        int[] order = {};
        for (int i = 0; i < count; i++) {
            int within = i % records.length;
            if (within == 0) {
                long[] cycle = Arrays.copyOf(coordinates, coordinates.length + 1);
                cycle[coordinates.length] = i / records.length;
                order = Stream.of(seed, "replay", cycle).permutation(records.length);
            }
            drawn[i] = records[order[within]];
        }
        return drawn;
    }

    private static int[][] byClass(byte[] buffer, int recordBytes, int[] records, int classes) {
        int[][] own = new int[classes][];
        for (int c = 0; c < classes; c++) {
            int label = c;
            own[c] = Arrays.stream(records).filter(record -> (buffer[record * recordBytes] & 0xff) == label).toArray();
        }
        return own;
    }

    private static int[] balanced(int[][] records, int count, long[] fresh, long seed) {
        int[] replayed = new int[records.length];
        PriorityQueue<Integer> fewest = new PriorityQueue<>(Comparator.<Integer>comparingLong(c -> fresh[c] + replayed[c]).thenComparing(c -> c));
        for (int c = 0; c < records.length; c++) {
            if (records[c].length > 0) {
                fewest.add(c);
            }
        }
        for (int i = 0; i < count; i++) {
            int c = fewest.remove();
            replayed[c]++;
            fewest.add(c);
        }
        int[] drawn = new int[count];
        int next = 0;
        for (int c = 0; c < records.length; c++) {
            int[] own = draw(records[c], replayed[c], seed, c);
            System.arraycopy(own, 0, drawn, next, own.length);
            next += own.length;
        }
        return drawn;
    }

    int count() {
        return drawn.length;
    }

    /** Where in the buffer one of the drawn records begins. */
    int offset(int draw) {
        return drawn[draw] * recordBytes;
    }
}
