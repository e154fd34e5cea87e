package io.perennial.datasets;

import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.Locale;

/** A test set that shares examples with the training set measures memory, not learning. */
public final class TestOverlapCheck {

    private TestOverlapCheck() {
    }

    /**
     * Counts the test examples that are training examples as well.
     *
     * @param train fingerprints of all training examples
     * @param test  fingerprints of all test examples
     * @param what  they are, for the message
     * @throws InputException if their share of the test set is above {@code limit}
     */
    public static DatasetManifest.TestOverlap check(long[] train, long[] test, double limit, String what) {
        long[] known = train.clone();
        Arrays.sort(known);
        long count = Arrays.stream(test).filter(print -> Arrays.binarySearch(known, print) >= 0).count();
        double share = test.length == 0 ? 0 : (double) count / test.length;
        if (share > limit) {
            throw new InputException(("%d of %d test %s (%s) are also in the training set, allowed are %s; "
                    + "take them out of one of the two, or raise maxTestOverlap if the test result need not tell how well the model does on new ones")
                    .formatted(count, test.length, what, percent(share), percent(limit)));
        }
        return new DatasetManifest.TestOverlap(count, share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}
