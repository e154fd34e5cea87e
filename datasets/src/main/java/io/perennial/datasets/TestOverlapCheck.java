package io.perennial.datasets;

import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.Locale;

/** A test set that shares images with the training set measures memory, not learning. */
final class TestOverlapCheck {

    private TestOverlapCheck() {
    }

    /**
     * Counts the test images whose pixels are those of a training image.
     *
     * @throws InputException if their share of the test set is above {@code limit}
     */
    static DatasetManifest.TestOverlap check(SplitScan train, SplitScan test, double limit) {
        long[] known = train.fingerprints().clone();
        Arrays.sort(known);
        long count = Arrays.stream(test.fingerprints()).filter(print -> Arrays.binarySearch(known, print) >= 0).count();
        double share = (double) count / test.size();
        if (share > limit) {
            throw new InputException(("%d of %d test images (%s) are also in the training set, allowed are %s; "
                    + "take them out of one of the two, or raise maxTestOverlap if the test result need not tell how well the model does on new images")
                    .formatted(count, test.size(), percent(share), percent(limit)));
        }
        return new DatasetManifest.TestOverlap(count, share);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}
