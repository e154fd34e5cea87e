package io.perennial.worker.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scatter.ScatterUpdate;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Computes a {@link TokenEmbedding}. */
final class EmbeddingComputation extends Computation<TokenEmbedding> {

    private final Ones ones;
    private final Dropout dropout;
    /** Of the tokens, and after them of each attribute, in the order of the tokens. */
    private int[][] ids;

    EmbeddingComputation(NeuralNetConfiguration configuration, DataType dataType, TokenEmbedding embedding) {
        super(configuration, dataType);
        ones = new Ones(scratch, "ones");
        dropout = new Dropout(scratch, "dropout", embedding.getDropout());
    }

    @Override
    INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        int rank = hasAttributes() ? 3 : 2;
        if (input.rank() != rank) {
            throw new IllegalArgumentException("found an input of " + input.rank() + " dimensions, expected token ids as "
                    + (hasAttributes() ? "[examples, 1 + attributes, tokens]" : "[examples, tokens]"));
        }
        long examples = input.size(0);
        long tokens = input.size(rank - 1);
        if (hasPositions() && tokens > layerConf().getPositions()) {
            throw new IllegalArgumentException("found a sequence of " + tokens + " tokens, the model takes at most " + layerConf().getPositions());
        }
        ids = new int[hasAttributes() ? (int) input.size(1) : 1][];
        for (int i = 0; i < ids.length; i++) {
            INDArray row = hasAttributes() ? input.get(NDArrayIndex.all(), NDArrayIndex.point(i), NDArrayIndex.all()) : input;
            ids[i] = checked(row.dup('c').data().asInt(), table(i));
        }
        INDArray output = activations(workspaces, examples, tokens, layerConf().getWidth());
        INDArray rows = output.reshape('c', examples * tokens, layerConf().getWidth());
        Nd4j.pullRows(parameter(TokenEmbedding.TOKENS), rows, 1, ids[0]);
        for (int i = 1; i < ids.length; i++) {
            INDArray ofAttribute = scratch.array("of attribute", rows.shape());
            Nd4j.pullRows(parameter(TokenEmbedding.ATTRIBUTES), ofAttribute, 1, ids[i]);
            rows.addi(ofAttribute);
        }
        if (hasPositions()) {
            INDArray positions = parameter(TokenEmbedding.POSITIONS).get(NDArrayIndex.interval(0, tokens), NDArrayIndex.all());
            Broadcast.add(output, positions, output, 1, 2);
        }
        dropout.forward(rows, training);
        return output;
    }

    private boolean hasPositions() {
        return layerConf().getPositions() > 0;
    }

    private boolean hasAttributes() {
        return layerConf().getAttributes() > 0;
    }

    private static String table(int row) {
        return row == 0 ? TokenEmbedding.TOKENS : TokenEmbedding.ATTRIBUTES;
    }

    private int[] checked(int[] found, String table) {
        // Of the vectors themselves: a stored configuration may claim any vocabulary, and natives read what lies beyond.
        long vectors = parameter(table).size(0);
        for (int id : found) {
            if (id < 0 || id >= vectors) {
                throw new IllegalArgumentException(table.equals(TokenEmbedding.TOKENS) ? "found the token id " + id + ", the vocabulary has 0 to " + (vectors - 1)
                        : "found the attribute " + id + ", there are 0 to " + (vectors - 1));
            }
        }
        return found;
    }

    @Override
    INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        long examples = epsilon.size(0);
        long tokens = epsilon.size(1);
        long width = epsilon.size(2);
        INDArray rows = rows(epsilon, scratch, "epsilon");
        INDArray ofSum = dropout.backward(rows, scratch.array("of sum", rows.shape()));
        gradient(TokenEmbedding.TOKENS).assign(0);
        if (hasAttributes()) {
            gradient(TokenEmbedding.ATTRIBUTES).assign(0);
        }
        for (int i = 0; i < ids.length; i++) {
            Nd4j.scatterUpdate(ScatterUpdate.UpdateOp.ADD, gradient(table(i)), Nd4j.createFromArray(ids[i]), ofSum, 1);
        }
        if (hasPositions()) {
            INDArray ofPositions = gradient(TokenEmbedding.POSITIONS);
            ofPositions.assign(0);
            INDArray used = ofPositions.get(NDArrayIndex.interval(0, tokens), NDArrayIndex.all()).reshape(tokens * width);
            Algebra.sumRows(ofSum.reshape('c', examples, tokens * width), used, ones.of(examples));
        }
        return null;
    }
}
