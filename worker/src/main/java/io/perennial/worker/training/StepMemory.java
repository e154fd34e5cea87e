package io.perennial.worker.training;

import io.perennial.datasets.InputShape;
import io.perennial.datasets.TokenShape;
import io.perennial.worker.model.Minibatch;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.model.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What a network needs beside the heap for a local step, found by taking some: activations are the library's affair and cannot be computed. */
public final class StepMemory {

    private static final int STEPS = 3;

    private StepMemory() {
    }

    /**
     * Takes some steps with a batch of zeros and looks by how much this process grew.
     *
     * @param batchSize examples of a local step
     * @return bytes; empty where the system does not tell
     */
    public static OptionalLong measure(ModelDefinition model, InputShape shape, int classes, int batchSize) throws InterruptedException, ExecutionException {
        // ND4J starts and loads its natives with the first array: they are there once for each process.
        Nd4j.zeros(DataType.FLOAT, 1).close();
        OptionalLong before = resident();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            thread.submit(() -> {
                Network network = Models.build(model);
                INDArray features = Nd4j.zeros(DataType.FLOAT, shape.batch(batchSize));
                INDArray labels = Nd4j.zeros(DataType.FLOAT, shape.labels(batchSize, classes));
                INDArray mask = shape instanceof TokenShape texts ? Nd4j.ones(DataType.FLOAT, texts.mask(batchSize)) : null;
                boolean eachToken = mask != null && ((TokenShape) shape).labelsEachToken();
                for (int step = 0; step < STEPS; step++) {
                    network.computeGradient(new Minibatch(features, labels, mask, eachToken ? mask : null));
                }
            }).get();
            OptionalLong after = resident();
            return before.isPresent() && after.isPresent() ? OptionalLong.of(Math.max(0, after.getAsLong() - before.getAsLong())) : OptionalLong.empty();
        } finally {
            thread.submit(() -> Nd4j.getWorkspaceManager().destroyAllWorkspacesForCurrentThread());
            thread.shutdown();
        }
    }

    private static OptionalLong resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) << 10);
                }
            }
            return OptionalLong.empty();
        } catch (IOException notLinux) {
            return OptionalLong.empty();
        }
    }
}
