package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.worker.training.RoundPlan;
import io.perennial.worker.training.WorkerPlan;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.Test;

class TrainRoundTest {

    @Test
    void onlyASmallStartOfTheRoundThatRunsRidesInItsTasks() throws IOException {
        try (JavaSparkContext spark = LocalSpark.start("local[1]")) {
            Broadcast<WorkerPlan> plan = spark.broadcast(null);
            int small = 100_000;
            TrainRound round = new TrainRound(plan, spark.broadcast(new byte[small]), small / Float.BYTES, new RoundPlan(1, 0, 1));
            assertThat(bytes(round)).isBetween(small, small + 10_000);
            round.roundDone();
            assertThat(bytes(round)).isLessThan(10_000);
            int large = 4_000_000;
            assertThat(bytes(new TrainRound(plan, spark.broadcast(new byte[large]), large / Float.BYTES, new RoundPlan(1, 0, 1)))).isLessThan(10_000);
        }
    }

    private static int bytes(TrainRound round) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(round);
        }
        return bytes.size();
    }
}
