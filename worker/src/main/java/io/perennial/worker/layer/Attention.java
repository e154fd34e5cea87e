package io.perennial.worker.layer;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Broadcast;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Scaled dot-product attention of several heads (Vaswani et al. 2017, section 3.2), all heads of all examples in one product. */
final class Attention {

    /** Added to a score that must not count: its exponential is exactly 0. */
    private static final double HIDDEN = -1e9;

    private final Scratch scratch;
    private final int heads;
    private final boolean causal;
    private final Ones ones;
    private INDArray later;
    private INDArray weights;

    Attention(Scratch scratch, int heads, boolean causal) {
        this.scratch = scratch;
        this.heads = heads;
        this.causal = causal;
        this.ones = new Ones(scratch, "attention ones");
    }

    /**
     * @param qkv    query, key and value of each token side by side: {@code [examples * tokens, 3 width]}
     * @param mask   {@code [examples, tokens]}, 1 where there is a token; null if everywhere. Of no effect on causal attention, where padding
     *               stands behind all that count
     * @param result receives {@code [examples * tokens, width]}
     */
    void forward(INDArray qkv, long examples, long tokens, INDArray mask, INDArray result) {
        long width = result.size(1);
        long each = width / heads;
        INDArray byHead = scratch.array("by head", 3, examples, heads, tokens, each);
        byHead.assign(qkv.reshape('c', examples, tokens, 3, heads, each).permute(2, 0, 3, 1, 4));
        INDArray queries = part(byHead, 0);
        queries.muli(1 / Math.sqrt(each));
        weights = scratch.array("attention", examples * heads, tokens, tokens);
        INDArray scores = scratch.array("scores", examples * heads, tokens, tokens);
        Algebra.multiplyTransposedRight(queries, part(byHead, 1), scores);
        hide(scores, mask);
        Algebra.softmax(scores, weights);
        INDArray mixed = scratch.array("mixed", examples * heads, tokens, each);
        Algebra.multiply(weights, part(byHead, 2), mixed);
        result.reshape('c', examples, tokens, heads, each).assign(mixed.reshape('c', examples, heads, tokens, each).permute(0, 2, 1, 3));
    }

    private void hide(INDArray scores, INDArray mask) {
        long tokens = scores.size(1);
        if (causal) {
            Algebra.addToLast(scores, later(tokens), scores);
        } else if (mask != null) {
            INDArray padding = scratch.array("padding", mask.size(0), tokens);
            padding.assign(mask);
            padding.rsubi(1).muli(HIDDEN);
            INDArray byExample = scores.reshape('c', mask.size(0), heads * tokens, tokens);
            Broadcast.add(byExample, padding, byExample, 0, 2);
        }
    }

    /** {@code [tokens, tokens]}: in the row of a token, {@link #HIDDEN} for every later one. */
    private INDArray later(long tokens) {
        if (later == null || later.size(0) != tokens) {
            later = scratch.array("later", tokens, tokens);
            later.assign(HIDDEN);
            for (long token = 0; token < tokens; token++) {
                later.get(NDArrayIndex.point(token), NDArrayIndex.interval(0, token + 1)).assign(0);
            }
        }
        return later;
    }

    /**
     * @param epsilon gradient of the result, {@code [examples * tokens, width]}
     * @param ofQkv   receives the gradient of {@code qkv}
     */
    void backward(INDArray epsilon, long examples, long tokens, INDArray ofQkv) {
        long each = epsilon.size(1) / heads;
        INDArray byHead = scratch.array("by head", 3, examples, heads, tokens, each);
        INDArray ofByHead = scratch.array("of by head", 3, examples, heads, tokens, each);
        INDArray ofMixed = scratch.array("mixed", examples * heads, tokens, each);
        ofMixed.reshape('c', examples, heads, tokens, each).assign(epsilon.reshape('c', examples, tokens, heads, each).permute(0, 2, 1, 3));
        Algebra.multiplyTransposedLeft(weights, ofMixed, part(ofByHead, 2));

        INDArray ofScores = scratch.array("scores", weights.shape());
        Algebra.multiplyTransposedRight(ofMixed, part(byHead, 2), ofScores);
        ofScores.muli(weights);
        INDArray sums = scratch.array("sums", examples * heads * tokens);
        INDArray rows = ofScores.reshape('c', sums.length(), tokens);
        Algebra.sumColumns(rows, sums, ones.of(tokens));
        INDArray scaled = scratch.array("scaled", sums.length(), tokens);
        Algebra.multiplyColumn(weights.reshape('c', sums.length(), tokens), sums, scaled);
        rows.subi(scaled);

        INDArray ofQueries = part(ofByHead, 0);
        Algebra.multiply(ofScores, part(byHead, 1), ofQueries);
        ofQueries.muli(1 / Math.sqrt(each));
        Algebra.multiplyTransposedLeft(ofScores, part(byHead, 0), part(ofByHead, 1));
        ofQkv.reshape('c', examples, tokens, 3, heads, each).assign(ofByHead.permute(1, 3, 0, 2, 4));
    }

    /** Queries, keys or values as {@code [examples * heads, tokens, each]}: a view. */
    private static INDArray part(INDArray byHead, int index) {
        INDArray part = byHead.get(NDArrayIndex.point(index));
        return part.reshape('c', part.size(0) * part.size(1), part.size(2), part.size(3));
    }
}
