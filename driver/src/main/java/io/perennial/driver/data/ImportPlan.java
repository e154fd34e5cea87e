package io.perennial.driver.data;

import io.perennial.driver.run.SparkFailures;
import io.perennial.errors.InputException;
import java.io.IOException;

/**
 * What an import writes, and where.
 *
 * @param source    names the examples in messages and in dataset.json
 * @param test      names the test set's own source; null if it has none
 * @param out       the folder to make; any Hadoop URI
 * @param testShare share of the examples that become the test set, 0 to below 1; not used with {@code test}
 * @param onBad     what an example that cannot be used means
 * @param seed      of the order and of the choice of test examples
 * @param words     what the settings are called where the user set them
 */
public record ImportPlan(String source, String test, String out, double testShare, OnBad onBad, long seed, ImportWords words) {

    /**
     * What to throw where the import ended with an exception.
     *
     * @param failure of any kind: Scala throws its SparkException undeclared
     */
    RuntimeException explained(Exception failure) {
        if (failure instanceof InputException input) {
            return input;
        }
        if (failure instanceof IOException) {
            return new InputException(words.out() + ": cannot write to " + out + ": " + failure.getMessage()
                    + "; give a folder that driver and executors can write", failure);
        }
        return SparkFailures.explain("the import failed", failure);
    }
}
