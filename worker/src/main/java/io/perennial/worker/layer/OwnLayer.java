package io.perennial.worker.layer;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.samediff.AbstractSameDiffLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Configuration of a layer of Perennial's own inside a DL4J network. It declares its parameters as DL4J's SameDiff layers do and so is stored,
 * laid out in the flat vector and serialized like them; it computes by itself, output and gradient. SameDiff would hand on twice
 * the gradient, run forward again in the backward pass and fix the length of a sequence.
 *
 * <p>Sequences travel between layers of our own as {@code [examples, tokens, width]}, numbers of a token side by side, while DL4J's are
 * {@code [examples, width, tokens]}; {@link FinalNorm} goes over to these.
 */
public abstract class OwnLayer extends AbstractSameDiffLayer {

    /** Standard deviation of initial weights (Radford et al. 2018, section 4.1). */
    static final double INITIAL_DEVIATION = 0.02;

    /** For DL4J's reader, like every subclass's. */
    protected OwnLayer() {
    }

    /** What computes this layer in one network. */
    abstract Computation<?> computation(NeuralNetConfiguration configuration, DataType dataType);

    @Override
    public final Layer instantiate(NeuralNetConfiguration configuration, Collection<TrainingListener> listeners, int index,
                                   INDArray parameters, boolean initialize, DataType dataType) {
        Computation<?> computation = computation(configuration, dataType);
        computation.setIndex(index);
        computation.setParamsViewArray(parameters);
        computation.setParamTable(initializer().init(configuration, parameters, initialize));
        return computation;
    }

    @Override
    public abstract InputType getOutputType(int index, InputType inputType);

    /** Numbers of the normal distribution, drawn from ND4J's generator as all of DL4J's initial weights. */
    static void initializeNormal(INDArray weights, double deviation) {
        weights.assign(Nd4j.randn(weights.dataType(), weights.shape()).muli(deviation));
    }

    static void initializeConstant(Map<String, INDArray> parameters, double value, String... names) {
        for (String name : names) {
            parameters.get(name).assign(value);
        }
    }

    static double checkDropout(double dropout) {
        if (!(dropout >= 0 && dropout < 1)) {
            throw new IllegalArgumentException("dropout: found " + dropout + ", expected at least 0 and below 1");
        }
        return dropout;
    }
}
