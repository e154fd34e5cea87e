package io.perennial.driver.continual;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.job.RefreshJobFile;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.refresh.SmallWorld;
import io.perennial.driver.registry.TinyModel;
import io.perennial.driver.run.LocalSpark;
import io.perennial.driver.run.PreparedRun;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.SparkWork;
import io.perennial.driver.run.StopSignal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskStreamTest {

    @TempDir
    static Path folder;

    private static JavaSparkContext spark;
    private static String pets;

    private int trainings;

    @BeforeAll
    static void start() throws IOException {
        spark = LocalSpark.start("local[2]");
        pets = new SmallWorld(folder.resolve("world")).pets();
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    @Test
    void aStreamIsMeasuredAfterEachTaskAndGoesOnWhereItWasStopped() throws IOException {
        TaskStream.Result naive = stream("naive", "strategy=finetune", 99);
        assertThat(naive.classIncremental().after()).hasDimensions(2, 2);
        assertThat(naive.classIncremental().after()[0][0]).as("cats, when only cats were seen").isEqualTo(1);
        assertThat(naive.classIncremental().after()[0][1]).as("dogs then").isLessThan(0.5);
        assertThat(naive.taskIncremental().average()).as("with one class a task there is nothing to choose").isEqualTo(1);

        trainings = 0;
        assertThat(stream("replay", "strategy=replay", 1)).isNull();
        trainings = 0;
        TaskStream.Result replayed = stream("replay", "strategy=replay", 99);
        assertThat(replayed.classIncremental().after()[0]).isEqualTo(naive.classIncremental().after()[0]);
        assertThat(trainings).as("only the second task was left").isEqualTo(1);
        assertThat(replayed.classIncremental().average()).isGreaterThan(0.9);
    }

    /** @param most trainings before it is stopped */
    private TaskStream.Result stream(String name, String strategy, int most) throws IOException {
        String output = folder.resolve(name).toString();
        List<String> settings = new ArrayList<>(List.of(strategy, "batchSize=4", "localSteps=50", "epochs=8", "inner.learningRate=0.3"));
        settings.addAll(TaskStream.settings(output, pets));
        RefreshJob job = RefreshJobFile.parse("{}", "stream.yaml", settings);
        StopSignal stop = new StopSignal();
        return new TaskStream(output, pets, job, TinyModel.of(1), 2, new Configuration(), line -> { }).run(new Cluster() {
            @Override
            public RunResult train(Job training, PreparedRun run) {
                if (trainings++ == most) {
                    stop.request("test");
                }
                return run.run(spark, new RunListener() { }, stop);
            }

            @Override
            public <T> T run(SparkWork<T> work) {
                return work.run(spark);
            }
        }, stop);
    }
}
