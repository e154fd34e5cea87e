package io.perennial.driver.predict;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.element_at;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.TokenShape;
import io.perennial.driver.data.ImageFitting;
import io.perennial.driver.data.ImageTable;
import io.perennial.driver.data.NewFolder;
import io.perennial.driver.run.SparkFailures;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.training.Worker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Batch scoring: classifies images, vectors or texts, or tags words, over the executors and writes
 *
 * <pre>
 * OUT/predictions/part-00000.jsonl   id, predicted class, probabilities in the order of the classes; or id, words and their tags
 * OUT/problems.jsonl                 id and reason of each row for which nothing could be predicted
 * OUT/summary.json                   {@link PredictSummary}
 * OUT/_SUCCESS                       written last
 * </pre>
 */
public final class ModelPrediction {

    private static final int FORMAT_VERSION = 1;
    private static final String WAITING = "_temporary";

    private final PredictRequest request;
    private final SavedModel model;
    private final PredictSource source;

    private ModelPrediction(PredictRequest request, SavedModel model, PredictSource source) {
        this.request = request;
        this.model = model;
        this.source = source;
    }

    /**
     * Reads the model and looks at the data; nothing needs Spark yet, and nothing is written.
     *
     * @param progress receives lines for a person
     * @throws InputException if either cannot be used, they do not fit each other, or the output is there already
     */
    public static ModelPrediction prepare(PredictRequest request, Configuration hadoop, Consumer<String> progress) {
        NewFolder.check(request.out(), hadoop);
        SavedModel model = SavedModel.read(request.model(), hadoop);
        return new ModelPrediction(request, model, PredictSource.of(request, model, hadoop, progress));
    }

    /** Runs it over the executors. */
    public PredictSummary run(JavaSparkContext spark) {
        long began = System.nanoTime();
        Configuration configuration = spark.hadoopConfiguration();
        Broadcast<ModelBroadcast> broadcast = ModelBroadcast.of(model, source.raw(), spark);
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(configuration));
        String run = broadcast.value().network().run();
        try {
            return NewFolder.fill(request.out(), configuration, (files, out) -> {
                Path waiting = new Path(out, WAITING);
                files.mkdirs(waiting);
                PredictTask task = new PredictTask(broadcast, hadoop, waiting.toString(), request.format());
                List<PredictedPart> parts = new ArrayList<>(source.candidates(spark, hadoop)
                        .mapPartitions(partition -> List.of(task.run(partition)).iterator()).collect());
                parts.sort(Comparator.comparingInt(PredictedPart::number));
                PredictSummary summary = commit(files, out, parts, began);
                files.delete(waiting, true);
                files.create(new Path(out, "_SUCCESS"), false).close();
                return summary;
            });
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException("--out: cannot write to " + request.out() + ": " + e.getMessage()
                    + "; give a folder that driver and executors can write", e);
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            throw SparkFailures.explain("the prediction failed", e);
        } finally {
            Worker.release(run);
            if (!spark.sc().isStopped()) {
                broadcast.destroy();
                hadoop.destroy();
            }
        }
    }

    private PredictSummary commit(FileSystem files, Path out, List<PredictedPart> parts, long began) throws IOException {
        Path predictions = new Path(out, "predictions");
        files.mkdirs(predictions);
        Map<String, Long> byClass = new LinkedHashMap<>();
        model.classes().forEach(name -> byClass.put(name, 0L));
        long examples = 0;
        List<String> names = new ArrayList<>();
        long problems = 0;
        try (OutputStream lines = files.create(new Path(out, "problems.jsonl"), false)) {
            for (PredictedPart part : parts) {
                part.predicted().forEach((name, count) -> byClass.merge(name, count, Long::sum));
                examples += part.examples();
                problems += part.problems();
                if (part.problemsFile() != null) {
                    try (InputStream in = files.open(new Path(part.problemsFile()))) {
                        in.transferTo(lines);
                    }
                }
                if (part.examples() > 0) {
                    String name = String.format("part-%05d.%s", names.size(), request.format().ending());
                    if (!files.rename(new Path(part.written()), new Path(predictions, name))) {
                        throw new IOException("cannot rename " + part.written() + " to " + name);
                    }
                    names.add(name);
                }
            }
        }
        PredictSummary summary = new PredictSummary(FORMAT_VERSION, request.out(), request.model(), Sha256.hex(model.parameters()), request.data(),
                model.classes(), byClass, examples, problems, names, (System.nanoTime() - began) / 1e9);
        Json.write(files, new Path(out, "summary.json"), summary);
        return summary;
    }

    /**
     * Classifies the rows of a DataFrame, lazily as DataFrames are.
     *
     * @param images      any DataFrame with a column of images
     * @param imageColumn binary (JPEG, PNG or raw pixels by channel, row, column), or a struct with a binary field {@code bytes}
     * @return its columns and {@code predicted} (class), {@code probabilities} (in the order of {@code model.classes()}) and {@code problem}:
     *         why there are none, else null
     * @throws InputException if there is no such column, or a column of one of these names already
     */
    public static Dataset<Row> predict(Dataset<Row> images, SavedModel model, String imageColumn) {
        for (String added : List.of("predicted", "probabilities", "problem")) {
            if (List.of(images.columns()).contains(added)) {
                throw new InputException("the DataFrame has a column " + added + " already; drop or rename it");
            }
        }
        String outcome = "perennial outcome";
        Column[] names = model.classes().stream().map(functions::lit).toArray(Column[]::new);
        Dataset<Row> scored = score(images, model, ImageTable.imageColumn("the DataFrame", images, imageColumn), outcome);
        return scored.withColumn("predicted", element_at(array(names), scored.col(outcome + ".predicted").plus(1)))
                .withColumn("probabilities", scored.col(outcome + ".probabilities")).withColumn("problem", scored.col(outcome + ".problem"))
                .drop(outcome);
    }

    /**
     * Classifies the rows of a DataFrame, a streaming one included, lazily as DataFrames are.
     *
     * @param input what the model takes, in bytes: JPEG, PNG or raw pixels by channel, row, column; or little-endian float32 numbers
     * @param into  name of the column that is added, a struct of {@code predicted} (number of the most probable class),
     *              {@code probabilities} (in the order of {@code model.classes()}) and {@code problem}: why there are none, else null
     * @throws InputException if the model does not classify
     */
    public static Dataset<Row> score(Dataset<Row> rows, SavedModel model, Column input, String into) {
        if (model.shape() instanceof TokenShape texts && texts.labelsEachToken()) {
            throw new InputException("the model tells something of each token, and rows are classified; name a model of classes (words are tagged by perennial predict)");
        }
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
        RowScoring scoring = new RowScoring(ModelBroadcast.of(model, ImageFitting.Raw.ALLOWED, spark));
        Dataset<Row> scored = rows.withColumn(into, input).mapPartitions(scoring, Encoders.row(rows.schema().add(into, RowScoring.OUTCOME)));
        // What a column's values mean (a StringIndexer's labels) does not pass through the encoder.
        for (StructField field : rows.schema().fields()) {
            if (!field.metadata().equals(Metadata.empty())) {
                scored = scored.withMetadata(field.name(), field.metadata());
            }
        }
        return scored;
    }
}
