package io.perennial.worker.model;

import java.io.Serializable;

/**
 * All that is needed to build a network anywhere: DL4J's configuration as JSON and which of its two networks it describes.
 *
 * @param name          what the user calls the model: {@code lenet}, or the file the configuration came from
 * @param kind          which network class the JSON configures
 * @param weights       how the initial parameters are drawn
 * @param configuration DL4J's configuration JSON
 */
public record ModelDefinition(String name, Kind kind, Weights weights, String configuration) implements Serializable {

    /** DL4J's two kinds of network. */
    public enum Kind { MULTI_LAYER_NETWORK, COMPUTATION_GRAPH }

    /** How initial parameters are drawn from the seed. */
    public enum Weights {
        /** As PyTorch's default for convolutions and dense layers: uniform in +-1/sqrt(fan in). */
        UNIFORM_BY_FAN_IN,
        /** As DL4J's configuration says. */
        AS_CONFIGURED
    }
}
