package io.perennial.datasets;

import io.perennial.datasets.cifar10.CifarArchive;
import io.perennial.datasets.text.TextPlan;
import io.perennial.errors.InputException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;

/**
 * Opens what a user names as data: {@code shapes10}, {@code cifar10}, a folder in the compact layout (see
 * {@link io.perennial.datasets.compact.CompactFolder}) or in the CIFAR-10 binary layout, a {@code .bin} file of records; or texts: a folder
 * with {@code train.tsv} and {@code test.tsv} (or {@code .txt}, {@code .conll}, {@code .parquet}), there or below the data root, or such a file. Folders and files on any Hadoop file
 * system. Every record and every line is read and checked once, here on the driver.
 */
public final class Datasets {

    /** Names that stand for a data set. */
    public static final List<String> NAMES = List.of("cifar10", "shapes10");

    private Datasets() {
    }

    /**
     * @param dataRoot       where named data sets are looked up: the value of the environment variable PERENNIAL_DATA, a local path or a
     *                       Hadoop URI; null or empty for {@code ~/.perennial/data}
     * @param maxTestOverlap largest share, 0 to 1, of test images that may be found in the training set
     * @param test           the test set where {@code data} is a file (required) or a folder (optional); otherwise null
     * @param text           where the encoding of texts comes from
     */
    public record Options(String dataRoot, double maxTestOverlap, String test, TextPlan text) {

        /** Above the near-copies that published sets contain, far below a test set that was taken from the training set. */
        public static final double DEFAULT_MAX_TEST_OVERLAP = 0.01;

        public Options {
            if (!(maxTestOverlap >= 0 && maxTestOverlap <= 1)) {
                throw new InputException("the largest share of test images found in the training set is " + maxTestOverlap + "; give 0 to 1");
            }
        }

        /** For texts, a vocabulary of words from the training set. */
        public Options(String dataRoot, double maxTestOverlap, String test) {
            this(dataRoot, maxTestOverlap, test, TextPlan.FromTraining.DEFAULT);
        }

        /** The same, but texts are encoded as a model does it. */
        public Options with(TextPlan.OfModel model) {
            return new Options(dataRoot, maxTestOverlap, test, model);
        }

        /** PERENNIAL_DATA as it is set, the default limit of overlap, no separate test set. */
        public static Options fromEnvironment() {
            return new Options(System.getenv("PERENNIAL_DATA"), DEFAULT_MAX_TEST_OVERLAP, null);
        }
    }

    /**
     * Opens a training set with its test set. Downloads CIFAR-10 if it is asked for by name and is not in the data root.
     *
     * @param data     a name, a folder or a {@code .bin} file
     * @param hadoop   finds the file systems; kept by the splits for {@link Split#shards}
     * @param progress receives lines for a person: what is downloaded, how far it is
     * @throws InputException if the data is not there, is damaged, or the test set overlaps the training set more than allowed
     */
    public static Dataset open(String data, Options options, Configuration hadoop, Consumer<String> progress) {
        return opener(options, hadoop, progress).open(data);
    }

    /**
     * Opens one split alone, for evaluation: neither the other split nor the overlap is looked at.
     *
     * @param data  a name or a folder, of which {@code split} is opened; or a {@code .bin} file, which is opened whole
     * @param split {@code test} or {@code train}
     * @throws InputException if the data is not there or is damaged
     */
    public static OpenedSplit openSplit(String data, String split, Options options, Configuration hadoop, Consumer<String> progress) {
        return opener(options, hadoop, progress).openSplit(data, split);
    }

    /**
     * Describes what there is: every pixel is read, copies are counted, a test set is not needed and an overlap is no error.
     *
     * @param data a name, a folder or a {@code .bin} file
     * @throws InputException if the data is not there or is damaged
     */
    public static DatasetDescription describe(String data, Options options, Configuration hadoop, Consumer<String> progress) {
        return opener(options, hadoop, progress).describe(data);
    }

    private static DatasetOpener opener(Options options, Configuration hadoop, Consumer<String> progress) {
        return new DatasetOpener(options, hadoop, progress, CifarArchive.OFFICIAL);
    }
}
