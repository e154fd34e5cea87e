package io.perennial.worker.model;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The little that a local step needs of a DL4J network, the same for its two kinds. Not thread-safe: one thread at a time, and
 * arrays returned are views that the next call may change.
 */
public interface Network {

    ParameterLayout layout();

    /** The flat parameter vector, shape {@code [length]}: a view, writing to it changes the network. */
    INDArray parameters();

    /**
     * Forward and backward pass.
     *
     * @return the sum of the losses divided by the number of examples; the gradient is in {@link #gradient()}
     */
    double computeGradient(Minibatch batch);

    /**
     * The flat gradient of the last {@link #computeGradient}, shape {@code [length]}: of the <em>sum</em> of the examples'
     * losses over trainable slices; over statistic slices, what is to be subtracted as it stands.
     */
    INDArray gradient();

    /** Tells layers that look at it (dropout schedules, batch norm) which local step and epoch this is. */
    void setStep(int step, int epoch);

    /**
     * Inference.
     *
     * @param featuresMask as in {@link Minibatch}; null for inputs that are never padded
     * @return shape {@code [examples, classes]}, or {@code [examples, classes, tokens]} where each token has an output; the caller must be
     *         done with it before the next call
     */
    INDArray output(INDArray features, INDArray featuresMask);

    /** As {@link #output}, but as the forward pass of {@link #computeGradient} would have it. Changes no parameter and no statistic. */
    INDArray outputInTraining(INDArray features);

    /**
     * Inference as far as the last layer's input. The first dimension is the examples; the caller must be done with it before the next call.
     * A network of one layer gives back its input.
     */
    INDArray embedding(INDArray features);

    /** Writes the network in DL4J's own zip format, without updater state. */
    void writeDl4j(java.io.OutputStream out) throws java.io.IOException;
}
