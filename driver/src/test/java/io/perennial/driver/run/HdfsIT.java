package io.perennial.driver.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.perennial.driver.average.AverageRequest;
import io.perennial.driver.average.CheckpointAverage;
import io.perennial.driver.average.How;
import io.perennial.driver.data.ImageImport;
import io.perennial.driver.data.ImportRequest;
import io.perennial.driver.data.OnBad;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.predict.PredictRequest;
import io.perennial.driver.predict.PredictSummary;
import io.perennial.driver.predict.PredictionFormat;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs and data on a real HDFS name node and data node. */
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

    @Test
    void imagesOnHdfsAreImportedTrainedOnAveragedAndScoredThere() throws IOException {
        String root = hdfs.getURI() + "/own";
        for (int i = 0; i < 40; i++) {
            writeImage(new org.apache.hadoop.fs.Path(root, "images/" + (i % 2 == 0 ? "dark" : "light") + "/" + i + ".png"), i % 2 == 0 ? 20 + i : 200 + i);
        }
        try (JavaSparkContext spark = LocalSpark.start("local[2]")) {
            ImageImport.prepare(new ImportRequest(root + "/images", root + "/data", null, 3, 0.25, null, OnBad.FAIL, 1, "image", "label"),
                    new Configuration(), line -> { }).run(spark);
            RunResult trained = Runs.run(spark, Runs.job(root + "/run", "data=" + root + "/data", "examples=96", "batchSize=8", "localSteps=2",
                    "checkpointEvery=1"));
            CheckpointAverage.prepare(new AverageRequest(List.of(root + "/run"), How.UNIFORM, null, null, FinalStatistics.MEAN, null, null,
                    root + "/average"), new Configuration(), line -> { }).run();
            PredictSummary summary = ModelPrediction.prepare(new PredictRequest(root + "/average", root + "/images", "test", root + "/scored",
                    PredictionFormat.JSONL, "image", null), new Configuration(), line -> { }).run(spark);

            assertThat(trained.status()).isEqualTo(RunResult.Status.DONE);
            assertThat(summary.examples()).isEqualTo(40);
            assertThat(summary.predicted()).containsOnlyKeys("dark", "light");
            assertThat(hdfs.getFileSystem().exists(new org.apache.hadoop.fs.Path(root, "scored/_SUCCESS"))).isTrue();
        }
    }

    private static void writeImage(org.apache.hadoop.fs.Path file, int grey) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 32 * 32; i++) {
            image.setRGB(i % 32, i / 32, grey * 0x10101);
        }
        try (OutputStream out = hdfs.getFileSystem().create(file)) {
            ImageIO.write(image, "png", out);
        }
    }
}
