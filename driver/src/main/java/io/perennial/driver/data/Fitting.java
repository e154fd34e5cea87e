package io.perennial.driver.data;

import io.perennial.datasets.Examples;
import io.perennial.datasets.InputShape;
import io.perennial.datasets.RecordExamples;
import java.io.Serializable;
import java.util.List;

/** How bytes that were found become what a record holds of an example. */
public sealed interface Fitting extends Serializable permits ImageFitting, VectorFitting, TextFitting {

    /** Of every example. */
    InputShape shape();

    /**
     * What a record holds.
     *
     * @param bytes as they were found; null is an example that is missing
     * @throws BadExampleException if they are of no use
     */
    byte[] fit(byte[] bytes) throws BadExampleException;

    /** Examples without labels, of what {@link #fit} gave. */
    default Examples examples(List<byte[]> fitted) {
        return RecordExamples.unlabelled(shape(), fitted);
    }
}
