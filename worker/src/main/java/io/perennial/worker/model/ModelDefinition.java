package io.perennial.worker.model;

import java.io.Serializable;

/**
 * All that is needed to build a network anywhere: DL4J's configuration as JSON and which of its two networks it describes.
 *
 * @param name          what the user calls the model: {@code lenet}, or the file the configuration came from
 * @param kind          which network class the JSON configures
 * @param configuration DL4J's configuration JSON
 */
public record ModelDefinition(String name, Kind kind, String configuration) implements Serializable {

    /** DL4J's two kinds of network. */
    public enum Kind { MULTI_LAYER_NETWORK, COMPUTATION_GRAPH }
}
