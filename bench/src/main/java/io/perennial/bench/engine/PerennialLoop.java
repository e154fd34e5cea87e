package io.perennial.bench.engine;

import io.perennial.worker.codec.Fp32;
import io.perennial.worker.continual.Objective;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import io.perennial.worker.natives.Machine;
import io.perennial.worker.optimizer.InnerOptimizer;
import io.perennial.worker.optimizer.Schedule;
import io.perennial.worker.optimizer.WeightDecay;
import io.perennial.worker.training.Augmentation;
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

    PerennialLoop(String model, int batch, Examples examples) {
        this.examples = examples;
        ModelDefinition definition = Models.builtIn(model, examples.data().shape(), examples.data().classes().size());
        NetworkPlan network = new NetworkPlan("bench", definition, examples.data().classes().size(), examples.data().normalization(), 1, Machine.fingerprint());
        plan = new WorkerPlan(network, 1, batch, EXAMPLES / batch, Integer.MAX_VALUE, new InnerOptimizer.Nesterov(MOMENTUM), RATE, new Schedule.Constant(),
                new WeightDecay.None(), Objective.OF_LABELS, List.of(), Augmentation.NONE, 0, new Fp32(), new Fp32());
        parameters = Models.initialParameters(definition, 1);
        replica = Replica.initial(0, plan.replicaVectors(), Models.layout(definition).trainable());
    }

    @Override
    public Done train(double seconds) throws Exception {
        long began = System.nanoTime();
        long done = 0;
        double loss = Double.NaN;
        double taken = 0;
        while (taken < seconds) {
            Trained trained = Worker.train(plan, new RoundPlan(++round, replica.step(), steps), examples.images(), replica, parameters, "here", () -> false);
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
