package io.perennial.bench.engine;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.Examples;
import io.perennial.worker.codec.Fp32;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.natives.Machine;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import io.perennial.worker.training.Augmentation;
import io.perennial.worker.training.Batching;
import io.perennial.worker.training.NetworkPlan;
import io.perennial.worker.training.Replica;
import io.perennial.worker.training.RoundPlan;
import io.perennial.worker.training.Trained;
import io.perennial.worker.training.Worker;
import io.perennial.worker.training.WorkerPlan;
import java.util.List;

/** Perennial's local steps as an executor's task runs them, building batches included. */
final class PerennialLoop implements Engine {

    private static final double SECONDS_OF_A_ROUND = 0.5;

    private final Examples examples;
    private final WorkerPlan plan;
    private Replica replica;
    private float[] parameters;
    private int round;
    private int steps = 1;

    private PerennialLoop(ModelDefinition definition, int batch, Dataset data, Examples examples) {
        this.examples = examples;
        NetworkPlan network = new NetworkPlan("bench", definition, data.classes().size(), data.normalization(), 1, Machine.fingerprint());
        plan = new WorkerPlan(network, 1, batch, Batching.AS_DRAWN, EXAMPLES / batch, Integer.MAX_VALUE, new InnerOptimizer.Nesterov(MOMENTUM), RATE, new Schedule.Constant(),
                new WeightDecay.None(), Objective.OF_LABELS, List.of(), Augmentation.NONE, 0, new Fp32(), new Fp32());
        parameters = Models.initialParameters(definition, 1);
        replica = Replica.initial(0, plan.replicaVectors(), Models.layout(definition).trainable());
    }

    static PerennialLoop of(String model, int batch, Images images) {
        return new PerennialLoop(Models.builtIn(model, images.data().shape(), images.data().classes().size()), batch, images.data(), images.images());
    }

    static PerennialLoop of(String model, int batch, Texts texts) {
        return new PerennialLoop(Models.builtIn(TextBenchmark.network(model), texts.data().shape(), texts.vocabulary(), TextBenchmark.options(model)), batch, texts.data(),
                texts.windows());
    }

    @Override
    public Done train(double seconds) throws Exception {
        long began = System.nanoTime();
        long done = 0;
        double loss = Double.NaN;
        double taken = 0;
        while (taken < seconds) {
            Trained trained = Worker.train(plan, new RoundPlan(++round, replica.step(), steps), examples, replica, parameters, "here", () -> false);
            parameters = plan.parameterCodec().decodeParameters(trained.result().delta(), parameters.length);
            replica = trained.replica();
            done += trained.result().examples();
            loss = trained.result().lossSum() / trained.result().examples();
            steps = (int) Math.max(1, steps * SECONDS_OF_A_ROUND / trained.result().seconds());
            taken = (System.nanoTime() - began) / 1e9;
        }
        return new Done(done, taken, loss);
    }
}
