package io.perennial.ml;

import io.perennial.driver.predict.ModelPrediction;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.util.Optional;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A trained network as a stage of Spark ML. {@code transform} adds the columns {@code prediction}, {@code probability} and
 * {@code rawPrediction} to a DataFrame, a streaming one included.
 */
public final class NeuralClassificationModel extends Model<NeuralClassificationModel> implements ClassifierColumns, MLWritable {

    private static final long serialVersionUID = 1;

    private final String uid;
    private final ColumnParams columns;
    /** Reaches the executors in a broadcast, never with this object. */
    private final transient SavedModel saved;
    private final transient RunResult summary;

    NeuralClassificationModel(String uid, SavedModel saved, RunResult summary) {
        this.uid = uid;
        this.columns = new ColumnParams(this);
        this.saved = saved;
        this.summary = summary;
    }

    /** A model that {@code perennial train} made, as a stage; with its directory read by {@link SavedModel#read}. */
    public static NeuralClassificationModel of(SavedModel saved) {
        return new NeuralClassificationModel(org.apache.spark.ml.util.Identifiable$.MODULE$.randomUID("neuralClassifier"), saved, null);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ColumnParams columns() {
        return columns;
    }

    /** The network with its parameters. */
    public SavedModel saved() {
        return saved;
    }

    public int numClasses() {
        return saved.classes().size();
    }

    /** Numbers of one example: pixels of all channels, the length of a vector, or the most tokens of a text that are looked at. */
    public int numFeatures() {
        return saved.shape().numbers();
    }

    /** How its training ended, with accuracy and loss on the rows for validation; empty in a model that was loaded. */
    public Optional<RunResult> summary() {
        return Optional.ofNullable(summary);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Features features = Features.of(dataset.schema(), getFeaturesCol());
        Dataset<Row> rows = dataset.toDF();
        String outcome = WorkFolder.plain(uid) + "_outcome";
        Dataset<Row> scored = ModelPrediction.score(rows, saved, features.bytes(rows, getFeaturesCol()), outcome);
        if (getHandleInvalid().equals(ColumnParams.SKIP)) {
            scored = scored.filter(scored.col(outcome + ".problem").isNull());
        }
        Column probabilities = Outcome.orFail(scored.col(outcome), getFeaturesCol());
        scored = scored.withColumn(outcome, probabilities);
        probabilities = scored.col(outcome);
        Dataset<Row> with = add(scored, getRawPredictionCol(), Outcome.rawPrediction(probabilities));
        with = add(with, getProbabilityCol(), Outcome.probability(probabilities));
        with = add(with, getPredictionCol(), Outcome.prediction(probabilities, isSet(thresholds()) ? getThresholds() : null)
                .as(getPredictionCol(), Outcome.labels(getPredictionCol(), numClasses())));
        return with.drop(outcome);
    }

    private static Dataset<Row> add(Dataset<Row> rows, String name, Column column) {
        return name.isEmpty() ? rows : rows.withColumn(name, column);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Features features = Features.of(schema, getFeaturesCol());
        if (!features.fits(saved.shape())) {
            throw new InputException("featuresCol: the column " + getFeaturesCol() + " holds " + schema.apply(getFeaturesCol()).dataType().simpleString()
                    + ", the model was trained on " + saved.shape());
        }
        if (isSet(thresholds()) && getThresholds().length != numClasses()) {
            throw new InputException("thresholds: found " + getThresholds().length + ", the model has " + numClasses() + " classes; set one for each");
        }
        return Outcome.append(this, schema, Optional.of(numClasses()));
    }

    @Override
    public NeuralClassificationModel copy(ParamMap extra) {
        return copyValues(new NeuralClassificationModel(uid, saved, summary), extra).setParent(parent());
    }

    @Override
    public MLWriter write() {
        return new ModelFiles.Writer(this);
    }

    /** For {@code PipelineModel.load}, and for loading one that was saved by itself. */
    public static MLReader<NeuralClassificationModel> read() {
        return new ModelFiles.Reader();
    }

    public static NeuralClassificationModel load(String path) {
        return read().load(path);
    }

    public NeuralClassificationModel setFeaturesCol(String value) {
        return with(featuresCol(), value);
    }

    public NeuralClassificationModel setPredictionCol(String value) {
        return with(predictionCol(), value);
    }

    public NeuralClassificationModel setProbabilityCol(String value) {
        return with(probabilityCol(), value);
    }

    public NeuralClassificationModel setRawPredictionCol(String value) {
        return with(rawPredictionCol(), value);
    }

    public NeuralClassificationModel setThresholds(double[] value) {
        return with(thresholds(), value);
    }

    public NeuralClassificationModel setHandleInvalid(String value) {
        return with(handleInvalid(), value);
    }

    private <T> NeuralClassificationModel with(Param<T> param, T value) {
        set(param, value);
        return this;
    }
}
