package io.perennial.worker.training;

import io.perennial.worker.model.HeapArrays;
import io.perennial.worker.model.Minibatch;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Network;
import io.perennial.worker.model.ParameterLayout;
import io.perennial.worker.model.Slice;
import io.perennial.worker.natives.Device;
import io.perennial.worker.natives.LateDeallocation;
import io.perennial.worker.natives.NativeThreads;
import io.perennial.worker.natives.Natives;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A network with its working memory and a thread of its own. ND4J keeps workspaces, random state and OpenMP teams by thread:
 * with one thread for each network they are as many as the networks, whatever threads Spark runs its tasks on.
 */
final class PooledNetwork {

    private final ExecutorService thread;
    private final Device device;
    private Network network;
    private List<INDArray> parameters;
    private List<INDArray> gradients;
    private List<INDArray> statistics;
    private List<INDArray> statisticGradients;
    private final Map<String, List<INDArray>> state = new HashMap<>();
    private final Map<String, INDArray> wholeState = new HashMap<>();
    private final Map<Integer, INDArray> features = new HashMap<>();
    private final Map<Integer, INDArray> labels = new HashMap<>();
    private final Map<Integer, INDArray> masks = new HashMap<>();
    private final Map<Integer, INDArray> labelMasks = new HashMap<>();

    private PooledNetwork(String name, Device device) {
        this.device = device;
        thread = Executors.newSingleThreadExecutor(work -> {
            Thread made = new Thread(work, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Builds a network for a run; costs tens of milliseconds, which is why networks are kept. */
    static PooledNetwork build(NetworkPlan plan, Device device) throws ExecutionException, InterruptedException {
        PooledNetwork pooled = new PooledNetwork("perennial-" + plan.run(), device);
        try {
            pooled.submit(() -> {
                Natives.prepare();
                LateDeallocation.install();
                device.useOnThisThread();
                NativeThreads.use(plan.threads());
                pooled.open(plan);
                return null;
            }).get();
            return pooled;
        } catch (ExecutionException | InterruptedException | RuntimeException e) {
            pooled.close();
            throw e;
        }
    }

    private void open(NetworkPlan plan) {
        network = Models.build(plan.model());
        ParameterLayout layout = network.layout();
        parameters = views(network.parameters(), layout.segments(Slice.Kind.TRAINABLE));
        gradients = views(network.gradient(), layout.segments(Slice.Kind.TRAINABLE));
        statistics = views(network.parameters(), layout.segments(Slice.Kind.STATISTIC));
        statisticGradients = views(network.gradient(), layout.segments(Slice.Kind.STATISTIC));
    }

    /** Runs work on the network's own thread. */
    <T> Future<T> submit(Callable<T> work) {
        return thread.submit(work);
    }

    /** Ends the thread and with it the network's working memory. Work that still runs ends first. */
    void close() {
        thread.submit(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
        thread.shutdown();
    }

    /** The device that its thread computes on. */
    Device device() {
        return device;
    }

    Network network() {
        return network;
    }

    /** Trainable parameters, segment by segment: views. */
    List<INDArray> parameters() {
        return parameters;
    }

    /** Gradient of the trainable parameters, segment by segment: views. */
    List<INDArray> gradients() {
        return gradients;
    }

    List<INDArray> statistics() {
        return statistics;
    }

    List<INDArray> statisticGradients() {
        return statisticGradients;
    }

    /** An optimizer's state vectors of one segment, in the order of the names. */
    List<INDArray> state(List<String> names, int segment) {
        List<INDArray> vectors = new ArrayList<>(names.size());
        names.forEach(name -> vectors.add(state.get(name).get(segment)));
        return vectors;
    }

    void loadState(Map<String, float[]> from) {
        from.forEach((name, values) -> HeapArrays.load(values, 0, wholeState.computeIfAbsent(name, this::allocateState)));
    }

    private INDArray allocateState(String name) {
        INDArray whole = Nd4j.create(DataType.FLOAT, network.layout().trainable());
        state.put(name, packed(whole, network.layout().segments(Slice.Kind.TRAINABLE)));
        return whole;
    }

    Map<String, float[]> copyState() {
        Map<String, float[]> copies = new HashMap<>();
        wholeState.forEach((name, whole) -> copies.put(name, HeapArrays.copy(whole)));
        return copies;
    }

    /** Native copies of a batch; the arrays are reused by the next batch of the same size. */
    Minibatch minibatch(Batch batch, BatchBuilder builder) {
        INDArray mask = mask(batch, builder);
        INDArray labelled = builder.labelsSomeTokens() ? load(labelMasks, batch.labelMask, batch.size, builder.maskShape(batch.size), builder.maskShape(batch)) : mask;
        return new Minibatch(features(batch, builder), load(labels, batch.labels, batch.size, builder.labelShape(batch.size), builder.labelShape(batch)), mask,
                builder.labelsEachToken() ? labelled : null);
    }

    INDArray features(Batch batch, BatchBuilder builder) {
        return load(features, batch.features, batch.size, builder.shape(batch.size), builder.shape(batch));
    }

    private INDArray mask(Batch batch, BatchBuilder builder) {
        return builder.isPadded() ? load(masks, batch.mask, batch.size, builder.maskShape(batch.size), builder.maskShape(batch)) : null;
    }

    /** @param whole shape of an array that has room for every batch of the size */
    private static INDArray load(Map<Integer, INDArray> arrays, float[] from, int size, long[] whole, long[] shape) {
        INDArray array = arrays.computeIfAbsent(size, any -> Nd4j.createUninitialized(DataType.FLOAT, whole, 'c'));
        if (!Arrays.equals(whole, shape)) {
            long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
            array = array.reshape(array.length()).get(NDArrayIndex.interval(0, length)).reshape('c', shape);
        }
        HeapArrays.load(from, 0, array);
        return array;
    }

    /** Runs the network on a batch in inference mode; {@code target} receives its answer for each example. On the network's own thread. */
    void classify(Batch batch, BatchBuilder builder, float[] target) {
        copy(network.output(features(batch, builder), mask(batch, builder)), target);
    }

    /** As {@link #classify}, as a local step sees the batch: with dropout, and batch norm by the batch's own statistics. */
    void classifyInTraining(Batch batch, BatchBuilder builder, float[] target) {
        copy(network.outputInTraining(features(batch, builder)), target);
    }

    private static void copy(INDArray output, float[] target) {
        HeapArrays.copy(output.ordering() == 'c' && !output.isView() ? output : output.dup('c'), target, 0);
    }

    private static List<INDArray> views(INDArray flat, List<ParameterLayout.Segment> segments) {
        return segments.stream()
                .map(segment -> flat.get(NDArrayIndex.interval(segment.offset(), segment.offset() + segment.length()))).toList();
    }

    private static List<INDArray> packed(INDArray whole, List<ParameterLayout.Segment> segments) {
        List<INDArray> views = new ArrayList<>();
        int offset = 0;
        for (ParameterLayout.Segment segment : segments) {
            views.add(whole.get(NDArrayIndex.interval(offset, offset + segment.length())));
            offset += segment.length();
        }
        return views;
    }
}
