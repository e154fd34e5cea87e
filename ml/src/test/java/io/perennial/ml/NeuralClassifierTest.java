package io.perennial.ml;

import static org.apache.spark.sql.functions.array_repeat;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.perennial.driver.data.ImageImport;
import io.perennial.driver.data.ImportRequest;
import io.perennial.driver.data.OnBad;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunListener;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeuralClassifierTest {

    private static Dataset<Row> points;
    private static NeuralClassificationModel fitted;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        SharedSpark.session();
        points = Tables.points(240).cache();
    }

    @BeforeEach
    void makeWorkDir() throws IOException {
        Files.createDirectories(folder.resolve("work"));
    }

    private NeuralClassifier classifier() {
        return new NeuralClassifier().setWorkDir(folder.resolve("work").toString()).setLearningRate(0.1).setEpochs(3).setBatchSize(8).setLocalSteps(15);
    }

    /** One model for the tests that do not fit. */
    private NeuralClassificationModel fitted() {
        if (fitted == null) {
            fitted = classifier().fit(points);
        }
        return fitted.copy(new ParamMap());
    }

    private static String sha(NeuralClassificationModel model) {
        return model.summary().orElseThrow().parametersSha256();
    }

    private static RunResult train(Path data, Path output, String... settings) {
        List<String> all = new ArrayList<>(List.of("data=" + data, "output=" + output));
        all.addAll(List.of(settings));
        return Training.prepare(JobFile.parse("{}", "test.yaml", all), new Resume.Fresh(), new Configuration(), line -> { })
                .run(JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext()), new RunListener() { }, new StopSignal());
    }

    @Test
    void fittingImagesIsImportingAndTrainingThemBitForBit() {
        Dataset<Row> images = Tables.images(200);
        Path parquet = folder.resolve("images.parquet");
        images.write().parquet(parquet.toString());
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(SharedSpark.session().sparkContext());
        ImageImport.prepare(new ImportRequest(parquet.toString(), folder.resolve("imported").toString(), null, 3, 0.2, null, OnBad.FAIL, 5, "image", "label"),
                new Configuration(), line -> { }).run(spark);
        RunResult job = train(folder.resolve("imported"), folder.resolve("run"), "seed=5", "workers=3", "localSteps=2", "inner.optimizer=adam",
                "schedule.name=cosine", "augment.flip=horizontal");

        NeuralClassifier classifier = new NeuralClassifier().setWorkDir(folder.resolve("work").toString()).setValidationSplit(0.2).setSeed(5)
                .setWorkers(3).setLocalSteps(2).setOptimizer("adam").setSettings("schedule.name=cosine", "augment.flip=horizontal").setFeaturesCol("image");
        NeuralClassificationModel model = classifier.fit(images.repartition(7));
        assertThat(sha(model)).isEqualTo(job.parametersSha256());
        assertThat(model.summary().orElseThrow().test()).usingRecursiveComparison().isEqualTo(job.test());
        List<Row> ofPixels = model.copy(new ParamMap()).setFeaturesCol("raw").transform(images).select("probability").collectAsList();
        assertThat(ofPixels).isEqualTo(model.transform(images).select("probability").collectAsList());
    }

    @Test
    void fittingVectorsIsTrainingTheJobOnThemBitForBitAndOutputIsKept() {
        Path output = folder.resolve("kept");
        NeuralClassificationModel model = classifier().setOutput(output.toString()).setValidationSplit(0.25).fit(points);

        RunResult again = train(output.resolve("data"), folder.resolve("again"), "model=mlp", "inner.learningRate=0.1", "epochs=3", "batchSize=8",
                "localSteps=15", "maxTestOverlap=1");
        assertThat(again.parametersSha256()).isEqualTo(sha(model));
        assertThat(output.resolve("run/result.json")).exists();
    }

    @Test
    void vectorsAndArraysOfTheSameNumbersGiveTheSameModel() {
        assertThat(sha(classifier().setFeaturesCol("floats").fit(points.repartition(3)))).isEqualTo(sha(fitted()));
    }

    @Test
    void transformAddsPredictionProbabilityAndItsLogarithm() {
        NeuralClassificationModel model = fitted();
        Dataset<Row> scored = model.transform(points);

        assertThat(scored.columns()).containsExactly(Stream.concat(Arrays.stream(points.columns()),
                Stream.of("rawPrediction", "probability", "prediction")).toArray(String[]::new));
        assertThat(scored.schema().apply("prediction").metadata().contains("ml_attr")).isTrue();
        for (Row row : scored.takeAsList(20)) {
            double[] probability = row.<Vector>getAs("probability").toArray();
            double[] raw = row.<Vector>getAs("rawPrediction").toArray();
            assertThat(Arrays.stream(probability).sum()).isCloseTo(1, within(1e-5));
            assertThat(row.<Double>getAs("prediction")).isEqualTo(row.<Vector>getAs("probability").argmax());
            for (int c = 0; c < raw.length; c++) {
                assertThat(Math.exp(raw[c])).isCloseTo(probability[c], within(1e-6));
            }
        }
        assertThat(new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored)).isGreaterThan(0.9);
        assertThat(model.copy(new ParamMap()).setRawPredictionCol("").setProbabilityCol("").transform(points).columns())
                .doesNotContain("rawPrediction", "probability").contains("prediction");
    }

    @Test
    void thresholdsMoveThePrediction() {
        NeuralClassificationModel model = fitted().setThresholds(new double[] {1e6, 1e6, 0});

        assertThat(model.transform(points).filter("prediction <> 2").count()).isZero();
        assertThatThrownBy(() -> model.copy(new ParamMap()).setThresholds(new double[] {1, 1}).transform(points))
                .isInstanceOf(InputException.class).hasMessage("thresholds: found 2, the model has 3 classes; set one for each");
    }

    @Test
    void aRowOfWeightKCountsAsKRows() {
        Dataset<Row> repeated = points.withColumn("copy", explode(array_repeat(lit(0), points.col("weight")))).drop("copy");

        assertThat(sha(classifier().setWeightCol("weight").fit(points))).isEqualTo(sha(classifier().fit(repeated)));
        assertThatThrownBy(() -> classifier().setWeightCol("half").fit(points.withColumn("half", points.col("weight").divide(2))))
                .isInstanceOf(InputException.class).hasMessageStartingWith("weightCol: 80 rows have a weight that is no whole number from 0 to 1000 (found 0.0 to 1.0)");
    }

    @Test
    void rowsForValidationAreEvaluatedAndNotTrainedOn() {
        RunResult marked = classifier().setValidationIndicatorCol("held").fit(points).summary().orElseThrow();
        RunResult without = classifier().fit(points.filter("not held")).summary().orElseThrow();

        assertThat(marked.test().examples()).isEqualTo(48);
        assertThat(marked.parametersSha256()).isEqualTo(without.parametersSha256());
        assertThat(without.test().examples()).as("the training rows where none are held back").isEqualTo(192);
    }

    @Test
    void aPipelineIndexesFitsSavesAndLoads() throws IOException {
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
                new StringIndexer().setInputCol("name").setOutputCol("index"), classifier().setLabelCol("index").setFeaturesCol("array")});
        var fitted = pipeline.fit(points);
        String path = folder.resolve("pipeline").toString();
        fitted.save(path);
        var loaded = org.apache.spark.ml.PipelineModel.load(path);

        List<Row> expected = fitted.transform(points).select("prediction", "probability").collectAsList();
        assertThat(loaded.transform(points).select("prediction", "probability").collectAsList()).isEqualTo(expected);
        assertThat(((NeuralClassificationModel) loaded.stages()[1]).summary()).isEmpty();
        pipeline.save(folder.resolve("unfitted").toString());
        Pipeline again = Pipeline.load(folder.resolve("unfitted").toString());
        assertThat(again.getStages()[1].extractParamMap().toSeq().size()).isEqualTo(pipeline.getStages()[1].extractParamMap().toSeq().size());
        assertThat(again.fit(points).transform(points).select("prediction", "probability").collectAsList()).isEqualTo(expected);
        try (Stream<Path> files = Files.walk(folder.resolve("pipeline"))) {
            assertThat(files.filter(Files::isRegularFile).map(file -> file.getFileName().toString()).filter(name -> !name.startsWith(".") && !name.equals("_SUCCESS")))
                    .allMatch(name -> name.startsWith("part-") || name.endsWith(".json") || name.equals("parameters.bin"));
        }
    }

    @Test
    void aCrossValidatorFitsInParallelAndLeavesNothingBehind() throws IOException {
        NeuralClassifier classifier = classifier();
        ParamMap[] grid = new ParamGridBuilder().addGrid(classifier.learningRate(), new double[] {0.00001, 0.1}).build();
        CrossValidator validator = new CrossValidator().setEstimator(classifier).setEstimatorParamMaps(grid).setNumFolds(2).setSeed(3).setParallelism(2)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"));
        int cached = SharedSpark.session().sparkContext().getPersistentRDDs().size();

        CrossValidatorModel validated = validator.fit(points);
        assertThat(validated.avgMetrics()[1]).isGreaterThan(0.8).isGreaterThan(validated.avgMetrics()[0]);
        assertThat(sha((NeuralClassificationModel) validated.bestModel())).isEqualTo(sha(fitted()));
        assertThat(SharedSpark.session().sparkContext().getPersistentRDDs().size()).isEqualTo(cached);
        try (Stream<Path> left = Files.list(folder.resolve("work"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aStreamIsScoredAsATableIs() throws Exception {
        NeuralClassificationModel model = fitted().setFeaturesCol("array");
        Dataset<Row> arrivals = points.select("array", "label", "name");
        arrivals.repartition(3).write().parquet(folder.resolve("arrivals").toString());
        Dataset<Row> stream = SharedSpark.session().readStream().schema(arrivals.schema()).parquet(folder.resolve("arrivals").toString());
        StreamingQuery query = model.transform(stream).writeStream().format("memory").queryName("scored").trigger(Trigger.AvailableNow())
                .option("checkpointLocation", folder.resolve("checkpoint").toString()).start();
        query.awaitTermination();

        List<Row> scored = SharedSpark.session().table("scored").orderBy("array").select("prediction", "probability").collectAsList();
        List<Row> expected = model.transform(arrivals).orderBy("array").select("prediction", "probability").collectAsList();
        assertThat(scored).hasSize(240);
        for (int i = 0; i < scored.size(); i++) {
            assertThat(scored.get(i).getDouble(0)).isEqualTo(expected.get(i).getDouble(0));
            // Batches of another size may round otherwise.
            assertThat(Vectors.sqdist(scored.get(i).getAs(1), expected.get(i).getAs(1))).isLessThan(1e-10);
        }
    }

    @Test
    void rowsThatCannotBeUsedFailOrAreLeftOut() {
        Dataset<Row> bad = points.withColumn("array", functions.when(points.col("held"), functions.array(lit(1.0), lit(Double.NaN)))
                .otherwise(points.col("array")));
        NeuralClassifier strict = classifier().setFeaturesCol("array");
        assertThatThrownBy(() -> strict.fit(bad.orderBy(functions.desc("held")))).isInstanceOf(InputException.class)
                .hasMessageContaining("has 2 numbers, expected 4; 48 of 240 examples cannot be used").hasMessageContaining("handleInvalid=skip");
        NeuralClassificationModel model = classifier().setFeaturesCol("array").setHandleInvalid("skip").fit(bad.orderBy(functions.desc("held")));
        assertThat(model.summary().orElseThrow().examples()).isEqualTo(3 * 192);
        assertThat(model.transform(bad).count()).isEqualTo(192);
        assertThatThrownBy(() -> model.copy(new ParamMap()).setHandleInvalid("error").transform(bad).select("prediction").collectAsList())
                .hasMessageContaining("featuresCol: a row's array has 2 numbers, expected 4");
    }

    @Test
    void fittingTextsIsTrainingTheJobOnThemBitForBitAndWordsAreTexts() {
        Dataset<Row> texts = Tables.texts(90);
        Path output = folder.resolve("kept");
        NeuralClassificationModel model = texts("text").setOutput(output.toString()).setValidationSplit(0.2).fit(texts.repartition(3));

        RunResult again = train(output.resolve("data"), folder.resolve("again"), "model=textcnn", "text.length=8", "inner.optimizer=adam", "inner.learningRate=0.01",
                "epochs=4", "batchSize=8", "localSteps=10", "maxTestOverlap=1");
        assertThat(sha(model)).isEqualTo(again.parametersSha256());
        assertThat(model.summary().orElseThrow().test().accuracy()).isGreaterThan(0.9);
        Dataset<Row> scored = model.transform(texts);
        assertThat(new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored)).isGreaterThan(0.9);
        List<Row> expected = scored.select("probability").collectAsList();
        String saved = folder.resolve("saved").toString();
        assertThatCode(() -> model.save(saved)).doesNotThrowAnyException();
        assertThat(NeuralClassificationModel.load(saved).setFeaturesCol("words").transform(texts).select("probability").collectAsList()).isEqualTo(expected);
        assertThatThrownBy(() -> model.copy(new ParamMap()).setFeaturesCol("label").transform(texts)).isInstanceOf(InputException.class);
        assertThatThrownBy(() -> model.copy(new ParamMap()).setFeaturesCol("array").transform(points)).isInstanceOf(InputException.class)
                .hasMessageContaining("the model was trained on texts of 8 tokens");
    }

    @Test
    void textsThatSayNothingFailOrAreLeftOutAndAKnownClassMayHaveNone() {
        Dataset<Row> bad = Tables.texts(60).withColumn("text", functions.expr("case when text like '% 7 %' then null when text like '% 9 %' then ' \t ' else text end"))
                .withColumn("label", functions.col("label").as("label", NominalAttribute.defaultAttr().withName("label").withNumValues(5).toMetadata()));

        assertThatThrownBy(() -> texts("text").fit(bad)).isInstanceOf(InputException.class)
                .hasMessage("featuresCol text: 12 of 60 texts are null or say nothing: repair or remove them, or leave them out with handleInvalid=skip");
        NeuralClassificationModel model = texts("text").setEpochs(1).setHandleInvalid("skip").fit(bad);
        assertThat(model.summary().orElseThrow().examples()).isEqualTo(48);
        assertThat(model.numClasses()).isEqualTo(5);
        assertThat(model.transform(bad).count()).isEqualTo(48);
    }

    private NeuralClassifier texts(String column) {
        return classifier().setFeaturesCol(column).setOptimizer("adam").setLearningRate(0.01).setEpochs(4).setLocalSteps(10).setSettings("text.length=8");
    }

    @Test
    void everyParamIsExplained() {
        NeuralClassifier classifier = new NeuralClassifier();

        assertThat(classifier.params()).hasSize(28).allSatisfy((Param<?> param) -> assertThat(param.doc()).hasSizeGreaterThan(20));
        assertThat(classifier.explainParams()).contains("workers: Replicas that train at once, each on its own shard (default: 2)",
                "optimizer: Optimizer of the local steps: ", "weightCol: ", "(undefined)");
    }

    @Test
    void whatCannotBeUsedIsRefusedInOneLine() {
        refused(classifier().setFeaturesCol("held"), "featuresCol: the column held holds boolean, supported are binary (images), vectors, arrays of numbers, strings"
                + " (texts) and arrays of strings");
        refused(classifier().setFeaturesCol("other"), "featuresCol: there is no column other; found features, array,");
        refused(classifier().setLabelCol("name"), "labelCol: the column name holds string, expected numbers (a StringIndexer makes them of strings)");
        refused(classifier().setPredictionCol("label"), "predictionCol: there is a column label already");
        refused(classifier().setValidationIndicatorCol("weight"), "validationIndicatorCol: the column weight holds int, expected booleans");
        refused(classifier().setValidationIndicatorCol("held").setValidationSplit(0.1), "validationIndicatorCol: found it together with validationSplit");
        refused(classifier().setModel("lenet"), "model: lenet takes images, the data has vectors of 4 numbers; use mlp");
        refused(classifier().setOptimizer("newton"), "inner.optimizer: found 'newton'");
        refused(classifier().setSettings("codec"), "settings: found 'codec', expected key=value");
        refused(classifier().setSettings("inner.learningRate=1"), "settings: found inner.learningRate, which has a Param of its own; set learningRate");
        refused(classifier().setSettings("data=x"), "settings: found data, which fit decides");
        refused(classifier().setSettings("schedul.name=cosine"), "unknown key 'schedul.name'");
        refused(classifier().setSettings("augment.crop=2"), "augment: changes images, the data has vectors of 4 numbers");
        assertThatThrownBy(() -> new NeuralClassifier().setWorkers(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("workers");
        assertThatThrownBy(() -> classifier().setLabelCol("half").fit(points.withColumn("half", points.col("label").plus(0.5))))
                .isInstanceOf(InputException.class).hasMessageStartingWith("labelCol: 240 rows have a label that is no whole number from 0 to 255");
        assertThatThrownBy(() -> classifier().fit(points.filter("label > 5"))).isInstanceOf(InputException.class).hasMessageContaining("has no rows");
    }

    private static void refused(NeuralClassifier classifier, String message) {
        assertThatThrownBy(() -> classifier.fit(points)).isInstanceOf(InputException.class).hasMessageStartingWith(message).hasMessageNotContaining("\n");
    }
}
