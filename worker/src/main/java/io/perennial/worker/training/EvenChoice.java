package io.perennial.worker.training;

import java.io.Serializable;

/**
 * Some examples of a split, evenly spaced: which they are depends on neither the shards nor who reads them.
 *
 * @param examples of the split
 * @param most     to choose
 */
record EvenChoice(long examples, int most) implements Serializable {

    /** @param id position of an example in the split */
    boolean includes(long id) {
        return id == 0 || id * most / examples != (id - 1) * most / examples;
    }
}
