package io.perennial.datasets.text;

import java.io.Serializable;

/** Two neighbouring tokens that become one. */
record Merge(String left, String right) implements Serializable {

    String joined() {
        return left + right;
    }
}
