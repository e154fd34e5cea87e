package io.perennial.worker.training;

import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.natives.Device;
import java.util.concurrent.ExecutionException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A language model that tells what may follow, in inference mode: a network with a thread of its own until it is closed. */
public final class NextToken implements AutoCloseable {

    private final PooledNetwork pooled;

    private NextToken(PooledNetwork pooled) {
        this.pooled = pooled;
    }

    /**
     * @param plan       of a network that gives {@code [examples, vocabulary, tokens]}
     * @param parameters not changed
     */
    public static NextToken open(NetworkPlan plan, float[] parameters) throws ExecutionException, InterruptedException {
        NextToken opened = new NextToken(PooledNetwork.build(plan, Device.ofThisTask()));
        opened.pooled.submit(() -> {
            HeapArrays.load(parameters, 0, opened.pooled.network().parameters());
            return null;
        }).get();
        return opened;
    }

    /**
     * Probability of each token of the vocabulary to follow a text.
     *
     * @param ids at least one, at most as many as the network takes
     */
    public float[] probabilities(int[] ids) throws ExecutionException, InterruptedException {
        return pooled.submit(() -> {
            float[] features = new float[ids.length];
            for (int i = 0; i < ids.length; i++) {
                features[i] = ids[i];
            }
            try (INDArray input = Nd4j.create(features, new long[] {1, ids.length}, 'c'); INDArray mask = Nd4j.ones(DataType.FLOAT, 1, ids.length)) {
                INDArray output = pooled.network().output(input, mask).dup('c');
                float[] all = HeapArrays.copy(output);
                float[] last = new float[(int) output.size(1)];
                for (int token = 0; token < last.length; token++) {
                    last[token] = all[token * ids.length + ids.length - 1];
                }
                return last;
            }
        }).get();
    }

    @Override
    public void close() {
        pooled.close();
    }
}
