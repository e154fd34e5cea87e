package io.perennial.driver.run;

import io.perennial.datasets.Examples;
import io.perennial.worker.training.Replica;
import io.perennial.worker.training.RoundPlan;
import io.perennial.worker.training.Trained;
import io.perennial.worker.training.Worker;
import io.perennial.worker.training.WorkerPlan;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction2;
import org.apache.spark.broadcast.Broadcast;

/**
 * The task of one worker in one round: what Spark ships to the executors is this object's fields. A small start rides in the task itself, which saves its
 * executor a fetch; the tasks of later rounds hold this one in their lineage and must not carry it, so it is then taken out, and who computes this round again
 * reads the broadcast.
 */
final class TrainRound implements FlatMapFunction2<Iterator<Examples>, Iterator<Replica>, Trained> {

    private static final long serialVersionUID = 1;
    /** Spark warns of tasks beyond a megabyte. */
    private static final int CARRIED_BYTES = 512 << 10;

    private final Broadcast<WorkerPlan> plan;
    private final Broadcast<byte[]> start;
    private final int parameters;
    private final RoundPlan round;
    /** The value of {@code start}; null where it is too large to ride along, and once the round is done. */
    private byte[] carried;

    TrainRound(Broadcast<WorkerPlan> plan, Broadcast<byte[]> start, int parameters, RoundPlan round) {
        this.plan = plan;
        this.start = start;
        this.parameters = parameters;
        this.round = round;
        this.carried = start.value().length <= CARRIED_BYTES ? start.value() : null;
    }

    /** To be called on the driver when the round is done. */
    void roundDone() {
        carried = null;
    }

    @Override
    public Iterator<Trained> call(Iterator<Examples> shard, Iterator<Replica> replica) throws Exception {
        WorkerPlan worker = plan.value();
        float[] from = worker.parameterCodec().decodeParameters(carried == null ? start.value() : carried, parameters);
        TaskContext task = TaskContext.get();
        return List.of(Worker.train(worker, round, shard.next(), replica.next(), from, SparkEnv.get().executorId(), task::isInterrupted))
                .iterator();
    }
}
