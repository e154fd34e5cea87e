package io.perennial.worker.training;

import io.perennial.datasets.Examples;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.HeapArrays;
import java.io.Serializable;

/**
 * A network's result on one shard of labelled examples.
 *
 * @param shard     index of the shard
 * @param lossSum   sum of cross-entropies, nats
 * @param positions examples, or tokens where each has a label
 * @param right     positions classified right
 * @param entities  of the words' tags; null where there are none
 * @param confusion positions of true class (row) given predicted class (column); empty where there are too many classes for one
 */
public record ShardEvaluation(int shard, double lossSum, long positions, long right, EntityCounts entities, long[][] confusion) implements Serializable {

    /** Below it a probability's logarithm is not finite; PyTorch and DL4J clip as well. */
    private static final float SMALLEST = 1e-30f;
    /** Numbers that a batch's answers hold at most, where each token has one. */
    private static final int MOST_ANSWERS = 1 << 22;

    static ShardEvaluation of(NetworkPlan plan, Examples examples, PooledNetwork pooled, BatchBuilder builder, float[] parameters,
                              int shard) {
        HeapArrays.load(parameters, 0, pooled.network().parameters());
        Tally tally = new Tally(plan.classes(), examples instanceof TokenExamples texts && texts.shape().isRunning());
        int width = builder.labelWidth();
        int atOnce = builder.labelsEachToken() ? Math.max(1, Math.min(Scoring.BATCH, MOST_ANSWERS / width)) : Scoring.BATCH;
        Batch batch = builder.batch(atOnce);
        float[] probabilities = new float[atOnce * width];
        for (int first = 0; first < examples.size(); first += atOnce) {
            batch.clear();
            int n = Math.min(atOnce, examples.size() - first);
            for (int i = 0; i < n; i++) {
                builder.add(first + i, 0, batch);
            }
            pooled.classify(batch, builder, probabilities);
            for (int i = 0; i < n; i++) {
                if (examples instanceof TokenExamples texts && texts.shape().target() == TokenShape.Target.TAG) {
                    tally.sentence(texts, first + i, probabilities, i * width);
                } else if (examples instanceof TokenExamples texts && builder.labelsEachToken()) {
                    int tokens = texts.shape().tokens();
                    for (int t = 0, length = texts.length(first + i); t < length; t++) {
                        if (batch.labelMask == null || batch.labelMask[i * tokens + t] == 1) {
                            tally.add(texts.label(first + i, t), probabilities, i * width + t, tokens);
                        }
                    }
                } else {
                    tally.add(examples.label(first + i), probabilities, i * width, 1);
                }
            }
        }
        return new ShardEvaluation(shard, tally.lossSum, tally.positions, tally.right, tally.entities, tally.confusion);
    }

    /** Counts one answer after another. */
    private static final class Tally {
        private final int classes;
        private final long[][] confusion;
        private EntityCounts entities;
        private double lossSum;
        private long positions;
        private long right;

        Tally(int classes, boolean isVocabulary) {
            this.classes = classes;
            this.confusion = isVocabulary ? new long[0][] : new long[classes][classes];
        }

        /** @param values of the classes: from {@code offset} on, {@code stride} apart */
        void add(int label, float[] values, int offset, int stride) {
            int predicted = largest(values, offset, stride);
            if (confusion.length > 0) {
                confusion[label][predicted]++;
            }
            positions++;
            right += predicted == label ? 1 : 0;
            lossSum -= StrictMath.log(Math.max(SMALLEST, values[offset + label * stride]));
        }

        /** A word's tag is that of its first token. */
        void sentence(TokenExamples texts, int example, float[] values, int offset) {
            if (entities == null) {
                entities = EntityCounts.none(classes);
            }
            int length = texts.length(example);
            int[] tags = new int[length];
            int[] predictions = new int[length];
            int words = 0;
            for (int t = 0; t < length; t++) {
                if (texts.beginsWord(example, t)) {
                    add(texts.label(example, t), values, offset + t, texts.shape().tokens());
                    tags[words] = texts.label(example, t);
                    predictions[words++] = largest(values, offset + t, texts.shape().tokens());
                }
            }
            entities.add(tags, predictions, words);
        }

        private int largest(float[] values, int offset, int stride) {
            int best = 0;
            for (int i = 1; i < classes; i++) {
                if (values[offset + i * stride] > values[offset + best * stride]) {
                    best = i;
                }
            }
            return best;
        }
    }
}
