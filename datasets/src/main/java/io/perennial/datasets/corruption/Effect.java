package io.perennial.datasets.corruption;

import io.perennial.datasets.random.Draws;

/** What a corruption does to an image. */
@FunctionalInterface
interface Effect {

    /**
     * Changes an image, which is its own to change.
     *
     * @param constants of the severity
     * @return the image, or another one
     */
    Pixels of(Pixels image, double[] constants, Draws draws);
}
