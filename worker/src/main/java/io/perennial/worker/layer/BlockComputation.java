package io.perennial.worker.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Computes a {@link TransformerBlock}. Rows are tokens of all examples: every dense layer is one product. */
final class BlockComputation extends Computation<TransformerBlock> {

    private final Ones ones;
    private final LayerNorm norm1;
    private final LayerNorm norm2;
    private final Attention attention;
    private final Gelu gelu;
    private final Dropout attentionDropout;
    private final Dropout mlpDropout;

    private INDArray attended;
    private INDArray activated;

    BlockComputation(NeuralNetConfiguration configuration, DataType dataType, TransformerBlock block) {
        super(configuration, dataType);
        ones = new Ones(scratch, "ones");
        norm1 = new LayerNorm(scratch, "norm1");
        norm2 = new LayerNorm(scratch, "norm2");
        attention = new Attention(scratch, block.getHeads(), block.isCausal());
        gelu = new Gelu(scratch);
        attentionDropout = new Dropout(scratch, "attention dropout", block.getDropout());
        mlpDropout = new Dropout(scratch, "mlp dropout", block.getDropout());
    }

    @Override
    INDArray forward(INDArray input, boolean training, LayerWorkspaceMgr workspaces) {
        long examples = input.size(0);
        long tokens = input.size(1);
        long width = input.size(2);
        INDArray x = rows(input, scratch, "input");
        long rows = x.size(0);

        INDArray normalized = scratch.array("normalized1", rows, width);
        norm1.forward(x, parameter(TransformerBlock.NORM1_GAIN), parameter(TransformerBlock.NORM1_BIAS), normalized);
        INDArray qkv = scratch.array("qkv", rows, 3 * width);
        Algebra.affine(normalized, parameter(TransformerBlock.QKV_WEIGHTS), parameter(TransformerBlock.QKV_BIAS), qkv);
        attended = scratch.array("attended", rows, width);
        attention.forward(qkv, examples, tokens, maskArray, attended);
        INDArray middle = scratch.array("middle", rows, width);
        Algebra.affine(attended, parameter(TransformerBlock.OUT_WEIGHTS), parameter(TransformerBlock.OUT_BIAS), middle);
        attentionDropout.forward(middle, training);
        middle.addi(x);

        INDArray normalized2 = scratch.array("normalized2", rows, width);
        norm2.forward(middle, parameter(TransformerBlock.NORM2_GAIN), parameter(TransformerBlock.NORM2_BIAS), normalized2);
        INDArray up = scratch.array("up", rows, parameter(TransformerBlock.UP_BIAS).length());
        Algebra.affine(normalized2, parameter(TransformerBlock.UP_WEIGHTS), parameter(TransformerBlock.UP_BIAS), up);
        activated = gelu.forward(up);
        INDArray output = activations(workspaces, examples, tokens, width);
        INDArray result = output.reshape('c', rows, width);
        Algebra.affine(activated, parameter(TransformerBlock.DOWN_WEIGHTS), parameter(TransformerBlock.DOWN_BIAS), result);
        mlpDropout.forward(result, training);
        result.addi(middle);
        return output;
    }

    @Override
    INDArray backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        long examples = epsilon.size(0);
        long tokens = epsilon.size(1);
        long width = epsilon.size(2);
        INDArray ofOutput = rows(epsilon, scratch, "epsilon");
        long rows = ofOutput.size(0);
        INDArray unit = ones.of(rows);

        INDArray ofMlp = mlpDropout.backward(ofOutput, scratch.array("of branch", rows, width));
        Algebra.affineGradient(activated, ofMlp, gradient(TransformerBlock.DOWN_WEIGHTS), gradient(TransformerBlock.DOWN_BIAS), unit);
        INDArray ofUp = scratch.array("of up", activated.shape());
        Algebra.multiplyTransposedRight(ofMlp, parameter(TransformerBlock.DOWN_WEIGHTS), ofUp);
        gelu.backward(ofUp);
        Algebra.affineGradient(scratch.array("normalized2", rows, width), ofUp, gradient(TransformerBlock.UP_WEIGHTS),
                gradient(TransformerBlock.UP_BIAS), unit);
        INDArray ofNormalized = scratch.array("of normalized", rows, width);
        Algebra.multiplyTransposedRight(ofUp, parameter(TransformerBlock.UP_WEIGHTS), ofNormalized);
        INDArray ofMiddle = scratch.array("of middle", rows, width);
        norm2.backward(ofNormalized, parameter(TransformerBlock.NORM2_GAIN), gradient(TransformerBlock.NORM2_GAIN),
                gradient(TransformerBlock.NORM2_BIAS), ofMiddle, unit);
        ofMiddle.addi(ofOutput);

        INDArray ofAttention = attentionDropout.backward(ofMiddle, scratch.array("of branch", rows, width));
        Algebra.affineGradient(attended, ofAttention, gradient(TransformerBlock.OUT_WEIGHTS), gradient(TransformerBlock.OUT_BIAS), unit);
        INDArray ofAttended = scratch.array("of normalized", rows, width);
        Algebra.multiplyTransposedRight(ofAttention, parameter(TransformerBlock.OUT_WEIGHTS), ofAttended);
        INDArray ofQkv = scratch.array("of qkv", rows, 3 * width);
        attention.backward(ofAttended, examples, tokens, ofQkv);
        Algebra.affineGradient(scratch.array("normalized1", rows, width), ofQkv, gradient(TransformerBlock.QKV_WEIGHTS),
                gradient(TransformerBlock.QKV_BIAS), unit);
        Algebra.multiplyTransposedRight(ofQkv, parameter(TransformerBlock.QKV_WEIGHTS), ofNormalized);
        INDArray input = activationGradient(workspaces, examples, tokens, width);
        INDArray ofInput = input.reshape('c', rows, width);
        norm1.backward(ofNormalized, parameter(TransformerBlock.NORM1_GAIN), gradient(TransformerBlock.NORM1_GAIN),
                gradient(TransformerBlock.NORM1_BIAS), ofInput, unit);
        ofInput.addi(ofMiddle);
        return input;
    }
}
