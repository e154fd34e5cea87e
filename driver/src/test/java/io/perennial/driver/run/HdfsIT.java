package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run directory on a real HDFS name node and data node. */
class HdfsIT {

    @TempDir
    static Path directory;

    private static MiniDFSCluster hdfs;

    @BeforeAll
    static void start() throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(MiniDFSCluster.HDFS_MINIDFS_BASEDIR, directory.resolve("hdfs").toString());
        hdfs = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
    }

    @AfterAll
    static void stop() {
        hdfs.shutdown();
    }

    @Test
    void aRunOnHdfsStopsResumesAndEndsInTheParametersOfALocalOne() throws IOException {
        String output = hdfs.getURI() + "/runs/one";
        String[] settings = {"examples=1920", "localSteps=5", "checkpointEvery=1", "keep=2"};
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            String expected = Runs.run(spark, Runs.job(directory.resolve("local"), settings)).parametersSha256();
            StopSignal stop = new StopSignal();
            RunListener stopper = new RunListener() {
                @Override
                public void checkpointed(int round, String where) {
                    if (round == 3) {
                        stop.request("test");
                    }
                }
            };
            assertThat(Runs.run(spark, Runs.job(output, settings), new Resume.Fresh(), stopper, stop).status()).isEqualTo(RunResult.Status.STOPPED);

            RunResult resumed = Runs.run(spark, Runs.job(output, settings), new Resume.Auto(), new RunListener() { }, new StopSignal());

            assertThat(resumed.resumedFrom()).isEqualTo(3);
            assertThat(resumed.parametersSha256()).isEqualTo(expected);
            FileSystem files = hdfs.getFileSystem();
            for (String name : new String[] {"job.yaml", "provenance.json", "metrics.jsonl", "result.json", "model/model.json", "model/dl4j.zip"}) {
                assertThat(files.exists(new org.apache.hadoop.fs.Path(output, name))).as(name).isTrue();
            }
            assertThat(ModelEvaluation.prepare(output, "shapes10", new Configuration(), line -> { }).run(spark).accuracy())
                    .isEqualTo(resumed.test().accuracy());
        }
    }
}
