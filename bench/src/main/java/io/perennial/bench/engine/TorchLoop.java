package io.perennial.bench.engine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import java.util.List;

/** PyTorch through DJL, fed with batches that are ready: the same networks, built of DJL's blocks. */
final class TorchLoop extends TorchEngine {

    TorchLoop(String name, int batch, Images examples) {
        super(name, batch, network(name, examples.data().classes().size()), new Shape(examples.data().shape().batch(batch)));
        Shape shape = new Shape(examples.data().shape().batch(batch));
        for (int first = 0; first + batch <= EXAMPLES; first += batch) {
            add(manager().create(examples.features(first, batch), shape), manager().create(examples.labels(first, batch)));
        }
    }

    @Override
    NDArray answers(NDArray answers) {
        return answers;
    }

    private static Block network(String name, int classes) {
        return switch (name) {
            case "lenet" -> lenet(classes);
            case "resnet20" -> resnet20(classes);
            case "compact" -> compact(classes);
            default -> throw new IllegalArgumentException(name);
        };
    }

    private static Block lenet(int classes) {
        SequentialBlock net = new SequentialBlock();
        for (int channels : new int[] {6, 16}) {
            net.add(Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(channels).build()).add(Activation.reluBlock())
                    .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
        }
        net.add(Blocks.batchFlattenBlock());
        for (int size : new int[] {120, 84}) {
            net.add(Linear.builder().setUnits(size).build()).add(Activation.reluBlock());
        }
        return net.add(Linear.builder().setUnits(classes).build());
    }

    private static Block compact(int classes) {
        SequentialBlock net = new SequentialBlock();
        int[] channels = {64, 128, 256, 256};
        for (int i = 0; i < channels.length; i++) {
            net.add(convolution(channels[i], 3, 1)).add(Activation.reluBlock());
            if (i < channels.length - 1) {
                net.add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)));
            }
        }
        return net.add(Pool.globalMaxPool2dBlock()).add(Linear.builder().setUnits(classes).build());
    }

    private static Block resnet20(int classes) {
        SequentialBlock net = new SequentialBlock().add(convolution(16, 3, 1)).add(Activation.reluBlock());
        int from = 16;
        for (int channels : new int[] {16, 32, 64}) {
            for (int block = 0; block < 3; block++) {
                int stride = channels > 16 && block == 0 ? 2 : 1;
                Block path = new SequentialBlock().add(convolution(channels, 3, stride)).add(Activation.reluBlock()).add(convolution(channels, 3, 1));
                Block shortcut = from == channels && stride == 1 ? Blocks.identityBlock() : convolution(channels, 1, stride);
                net.add(new ParallelBlock(outputs -> new NDList(outputs.get(0).singletonOrThrow().add(outputs.get(1).singletonOrThrow())), List.of(path, shortcut)))
                        .add(Activation.reluBlock());
                from = channels;
            }
        }
        return net.add(Pool.globalAvgPool2dBlock()).add(Linear.builder().setUnits(classes).build());
    }

    private static Block convolution(int channels, int kernel, int stride) {
        return new SequentialBlock().add(Conv2d.builder().setKernelShape(new Shape(kernel, kernel)).optPadding(new Shape(kernel / 2, kernel / 2))
                .optStride(new Shape(stride, stride)).setFilters(channels).optBias(false).build()).add(BatchNorm.builder().build());
    }
}
