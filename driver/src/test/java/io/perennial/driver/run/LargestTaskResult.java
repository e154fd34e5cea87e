package io.perennial.driver.run;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Bytes of the largest result that a task sent to the driver since somebody asked. */
final class LargestTaskResult extends SparkListener {

    private final AtomicLong bytes = new AtomicLong();

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        bytes.accumulateAndGet(end.taskMetrics().resultSize(), Math::max);
    }

    /** And begins anew. */
    long take() {
        return bytes.getAndSet(0);
    }
}
