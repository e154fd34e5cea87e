package io.perennial.driver.predict;

/**
 * An outcome: either probabilities, or a problem.
 *
 * @param probabilities in the order of the classes; null if there was a problem
 * @param problem       why there are none, as the end of a sentence about it; null if there are
 */
record Scored(float[] probabilities, String problem) {

    /** Of an example that a network answers with what is no number. */
    static final String NOT_FINITE = "makes the network's output no finite number";

    /** The most probable class; of equals the first. */
    int predicted() {
        int best = 0;
        for (int c = 1; c < probabilities.length; c++) {
            if (probabilities[c] > probabilities[best]) {
                best = c;
            }
        }
        return best;
    }
}
