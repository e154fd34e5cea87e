package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.random.impl.DropOutInverted;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Inverted dropout: in training each number is 0 with the given probability and otherwise divided by the probability to stay. The mask comes from
 * ND4J's generator, which a local step seeds from (seed, shard, step), and is kept for the backward pass.
 */
final class Dropout {

    private final Scratch scratch;
    private final String name;
    private final double probability;
    private INDArray mask;

    /** @param name of its mask in the scratch */
    Dropout(Scratch scratch, String name, double probability) {
        this.scratch = scratch;
        this.name = name;
        this.probability = probability;
    }

    /** Changes {@code values} in place. */
    void forward(INDArray values, boolean training) {
        mask = null;
        if (training && probability > 0) {
            mask = scratch.array(name, values.shape());
            mask.assign(1);
            Nd4j.exec(new DropOutInverted(mask, mask, 1 - probability));
            values.muli(mask);
        }
    }

    /**
     * @param epsilon gradient of the result; not changed
     * @param target  receives the gradient of the input where something was dropped
     * @return gradient of the input: {@code target}, or {@code epsilon} itself
     */
    INDArray backward(INDArray epsilon, INDArray target) {
        return mask == null ? epsilon : epsilon.mul(mask, target);
    }
}
