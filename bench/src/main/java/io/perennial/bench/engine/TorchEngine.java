package io.perennial.bench.engine;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.List;

/** PyTorch through DJL, fed with batches that are ready. */
abstract class TorchEngine implements Engine {

    private final Trainer trainer;
    private final Loss loss = Loss.softmaxCrossEntropyLoss();
    private final List<NDList> batches = new ArrayList<>();
    private final int batch;
    private int next;

    /**
     * Makes a trainer.
     *
     * @param batch examples of a local step
     * @param input shape of such a batch
     */
    TorchEngine(String name, int batch, Block network, Shape input) {
        this.batch = batch;
        Model model = Model.newInstance(name, "PyTorch");
        model.setBlock(network);
        trainer = model.newTrainer(new DefaultTrainingConfig(loss).optOptimizer(Optimizer.sgd().setLearningRateTracker(Tracker.fixed((float) RATE))
                .optMomentum((float) MOMENTUM).build()));
        trainer.initialize(input);
    }

    final NDManager manager() {
        return trainer.getManager();
    }

    /** Adds a batch to those that go round. */
    final void add(NDArray input, NDArray labels) {
        batches.add(new NDList(input, labels));
    }

    /** What the network answers, as the loss takes it. */
    abstract NDArray answers(NDArray answers);

    @Override
    public final Done train(double seconds) {
        long began = System.nanoTime();
        long done = 0;
        double last;
        double taken;
        do {
            NDList examples = batches.get(next++ % batches.size());
            try (NDManager step = trainer.getManager().newSubManager()) {
                NDArray input = examples.get(0).duplicate();
                input.attach(step);
                NDArray score;
                try (GradientCollector gradients = trainer.newGradientCollector()) {
                    NDArray answers = answers(trainer.forward(new NDList(input)).singletonOrThrow());
                    score = loss.evaluate(new NDList(examples.get(1)), new NDList(answers));
                    gradients.backward(score);
                }
                trainer.step();
                last = score.getFloat();
                score.close();
            }
            done += batch;
            taken = (System.nanoTime() - began) / 1e9;
        } while (taken < seconds);
        return new Done(done, taken, last);
    }
}
