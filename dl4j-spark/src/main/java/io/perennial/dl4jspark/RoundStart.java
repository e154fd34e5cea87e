package io.perennial.dl4jspark;

import java.io.Serializable;

/**
 * What every worker starts a round from.
 *
 * @param parameters the flat parameter vector
 * @param updater    the updater's state vector; null if the updater has none or every worker keeps its own
 */
record RoundStart(float[] parameters, float[] updater) implements Serializable {
}
