package io.perennial.driver.data;

import io.perennial.datasets.InputShape;
import java.io.Serializable;

/** How bytes that were found become what a record holds of an example. */
public sealed interface Fitting extends Serializable permits ImageFitting, VectorFitting {

    /** Of every example. */
    InputShape shape();

    /**
     * What a record holds.
     *
     * @param bytes as they were found; null is an example that is missing
     * @throws BadExampleException if they are of no use
     */
    byte[] fit(byte[] bytes) throws BadExampleException;
}
