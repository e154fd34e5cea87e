package io.perennial.worker.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Computes an {@link LstmLayer}: turns sequences so that one time is one matrix {@code [numbers, examples]}, runs a cell in each direction, turns back. */
final class LstmComputation extends Computation<LstmLayer> {

    private final List<LstmCell> cells;
    private final Dropout dropout;
    /** Of the longest sequence of the batch: what is padding in all of them is not gone over. */
    private int length;

    LstmComputation(NeuralNetConfiguration configuration, DataType dataType, LstmLayer layer) {
        super(configuration, dataType);
        LstmCell forth = LstmCell.forth(scratch, layer.getInputs(), layer.getWidth());
        cells = layer.isBidirectional() ? List.of(forth, LstmCell.back(scratch, layer.getInputs(), layer.getWidth())) : List.of(forth);
        dropout = new Dropout(scratch, "dropout", layer.getDropout());
    }

    private static String weights(int cell) {
        return cell == 0 ? LstmLayer.WEIGHTS : LstmLayer.BACK_WEIGHTS;
    }

    @Override
    INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        long examples = input.size(0);
        long tokens = input.size(1);
        int width = layerConf().getWidth();
        INDArray byTime = scratch.array("input by time", tokens, input.size(2), examples);
        byTime.assign(input.permute(1, 2, 0));
        INDArray mask = maskByTime(examples, tokens);
        length = mask == null ? (int) tokens : longest(mask);
        INDArray output = activations(workspaces, examples, tokens, (long) cells.size() * width);
        INDArray states = scratch.array("states by time", tokens, width, examples);
        states.assign(0);
        for (int i = 0; i < cells.size(); i++) {
            cells.get(i).forward(byTime, length, mask, parameter(weights(i)), states);
            part(output, i, width).assign(states.permute(2, 0, 1));
        }
        dropout.forward(output, training);
        return output;
    }

    /** {@code [tokens, examples]}; null where nothing is padded. */
    private INDArray maskByTime(long examples, long tokens) {
        if (maskArray == null || maskArray.minNumber().doubleValue() == 1) {
            return null;
        }
        INDArray mask = scratch.array("mask by time", tokens, examples);
        mask.assign(maskArray.permute(1, 0));
        return mask;
    }

    /** The last time at which any example has a token, and one. */
    private static int longest(INDArray mask) {
        double[] tokens = mask.sum(1).toDoubleVector();
        int longest = tokens.length;
        while (longest > 1 && tokens[longest - 1] == 0) {
            longest--;
        }
        return longest;
    }

    @Override
    INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        long examples = epsilon.size(0);
        long tokens = epsilon.size(1);
        int width = layerConf().getWidth();
        INDArray ofOutput = dropout.backward(epsilon, scratch.array("of output", epsilon.shape()));
        INDArray ofStates = scratch.array("states by time", tokens, width, examples);
        INDArray ofInput = scratch.array("input by time", tokens, layerConf().getInputs(), examples);
        ofInput.assign(0);
        for (int i = 0; i < cells.size(); i++) {
            ofStates.assign(part(ofOutput, i, width).permute(1, 2, 0));
            cells.get(i).backward(ofStates, parameter(weights(i)), gradient(weights(i)), ofInput);
        }
        INDArray result = activationGradient(workspaces, examples, tokens, layerConf().getInputs());
        result.assign(ofInput.permute(2, 0, 1));
        return result;
    }

    private static INDArray part(INDArray sequences, int cell, int width) {
        return sequences.get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval((long) cell * width, (cell + 1L) * width));
    }
}
