package io.perennial.driver.run;

import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;

/** Tells a run's listener when Spark loses an executor. */
final class LostExecutors extends SparkListener {

    private final RunListener listener;
    private volatile boolean lost;

    LostExecutors(RunListener listener) {
        this.listener = listener;
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        lost = true;
        listener.workerLost(removed.executorId(), removed.reason());
    }

    /** Whether an executor was lost since the last call. */
    boolean lostSinceAsked() {
        boolean was = lost;
        lost = false;
        return was;
    }
}
