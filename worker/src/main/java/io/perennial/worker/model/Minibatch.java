package io.perennial.worker.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a network is trained on in one local step.
 *
 * @param features     input, first dimension the examples
 * @param labels       {@code [examples, classes]}, or {@code [examples, classes, tokens]} where each token has a label
 * @param featuresMask {@code [examples, tokens]}, 1 for a token and 0 for padding; null for inputs that are never padded
 * @param labelsMask   {@code [examples, tokens]}, 1 where a label counts; null where an example has one label
 */
public record Minibatch(INDArray features, INDArray labels, INDArray featuresMask, INDArray labelsMask) {

    /** Of inputs that are never padded, with one label each. */
    public static Minibatch of(INDArray features, INDArray labels) {
        return new Minibatch(features, labels, null, null);
    }
}
