package io.perennial.worker.layer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * A layer's own memory: arrays by name, which stay from step to step and only ever grow, outside of DL4J's workspaces. What an array holds after
 * its name was asked for again is whatever it held.
 */
final class Scratch {

    private final DataType dataType;
    private final Map<String, INDArray> whole = new HashMap<>();
    private final Map<String, INDArray> views = new HashMap<>();

    Scratch(DataType dataType) {
        this.dataType = dataType;
    }

    /** In 'c' order, not initialized. */
    INDArray array(String name, long... shape) {
        INDArray view = views.get(name);
        if (view == null || !Arrays.equals(view.shape(), shape)) {
            view = view(name, shape);
            views.put(name, view);
        }
        return view;
    }

    private INDArray view(String name, long... shape) {
        long length = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        try (MemoryWorkspace outside = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            INDArray memory = whole.get(name);
            if (memory == null || memory.length() < length) {
                memory = Nd4j.createUninitialized(dataType, new long[] {length}, 'c');
                whole.put(name, memory);
            }
            return memory.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
        }
    }
}
