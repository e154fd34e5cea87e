package io.perennial.ml;

import io.perennial.driver.data.ImageSize;
import io.perennial.driver.job.Job;
import io.perennial.driver.run.HostContext;
import io.perennial.driver.run.Resume;
import io.perennial.driver.run.RunFailedException;
import io.perennial.driver.run.RunResult;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.run.Training;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.Identifiable$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a neural network as a stage of Spark ML: through the same rounds as {@code perennial train}, so the parameters are bit for
 * bit those of the job of the same settings on the same data.
 *
 * <p>{@code fit} brings the DataFrame into Perennial's compact layout, texts into a table (in {@code workDir}, removed afterwards unless {@code output}
 * is set), trains there, and returns a {@link NeuralClassificationModel}. It works in a Spark context that belongs to others: several
 * may fit at once, and none leaves anything cached.
 */
public final class NeuralClassifier extends Estimator<NeuralClassificationModel> implements ClassifierColumns, MLWritable {

    private static final long serialVersionUID = 1;
    private static final Logger LOG = LoggerFactory.getLogger(NeuralClassifier.class);

    private final String uid;
    private final ColumnParams columns;
    private final JobParams job;
    private final Param<String> labelCol;
    private final Param<String> weightCol;
    private final Param<String> validationIndicatorCol;
    private final DoubleParam validationSplit;
    private final Param<String> imageSize;
    private final IntParam imageChannels;
    private final Param<String> workDir;
    private final Param<String> output;

    public NeuralClassifier() {
        this(Identifiable$.MODULE$.randomUID("neuralClassifier"));
    }

    public NeuralClassifier(String uid) {
        this.uid = uid;
        columns = new ColumnParams(this);
        job = new JobParams(this);
        labelCol = new Param<>(this, "labelCol", "Column of labels: whole numbers from 0 to 255; a StringIndexer makes them of strings");
        weightCol = new Param<>(this, "weightCol", "Column of weights, whole numbers from 0 to " + TrainingTable.LARGEST_WEIGHT
                + ": a row of weight k counts as k equal rows, in training and in validation; fractions are refused. Unset: every row counts once");
        validationIndicatorCol = new Param<>(this, "validationIndicatorCol", "Boolean column: rows with true are not trained on, the model is evaluated on them."
                + " Unset: validationSplit decides");
        validationSplit = new DoubleParam(this, "validationSplit", "Share of the rows that is not trained on and that the model is evaluated on, chosen by the seed"
                + " and the rows alone; equal rows stay together. 0: everything is trained on, and the figures of the summary are those of (at most the first"
                + " 2048) training rows", ParamValidators.inRange(0, 1, true, false));
        imageSize = new Param<>(this, "imageSize", "Pixels that images are resized to, HEIGHTxWIDTH; unset where all are JPEG or PNG of one size");
        imageChannels = new IntParam(this, "imageChannels", "Channels of images: 3 for colour, 1 for grey", ParamValidators.inArray(List.of(1, 3)));
        workDir = new Param<>(this, "workDir", "Folder, shared by driver and executors, in which a fit keeps its data and checkpoints until it ends. By default"
                + " Spark's checkpoint directory, else (with a local master) the system's folder for temporary files");
        output = new Param<>(this, "output", "Folder to keep: the imported data in data/, the run (job.yaml, metrics, report, checkpoints, model) in run/;"
                + " must not be there yet. Unset: nothing is kept");
        setDefault(labelCol, "label");
        setDefault(validationSplit, 0.0);
        setDefault(imageChannels, 3);
    }

    @Override
    public String uid() {
        return uid;
    }

    @Override
    public ColumnParams columns() {
        return columns;
    }

    @Override
    public NeuralClassificationModel fit(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(dataset.sparkSession().sparkContext());
        HostContext.check(spark.getConf());
        try (WorkFolder folder = WorkFolder.make(uid, find(output), find(workDir), spark)) {
            Job made = job.job(decided(folder, Features.of(dataset.schema(), getFeaturesCol())));
            try (TrainingTable table = TrainingTable.of(dataset.toDF(), this)) {
                table.write(folder.data(), made.seed(), LOG::info);
            }
            LogListener listener = new LogListener(LOG, uid);
            Configuration hadoop = spark.hadoopConfiguration();
            RunResult result = Training.prepare(made, new Resume.Fresh(), hadoop, LOG::info).run(spark, listener, new StopSignal());
            if (result.status() != RunResult.Status.DONE) {
                String why = result.status() == RunResult.Status.STOPPED ? "cancelled after round " + result.rounds() : result.message();
                throw new RunFailedException(uid + ": " + why, null);
            }
            SavedModel saved = SavedModel.read(folder.run(), hadoop);
            return copyValues(new NeuralClassificationModel(uid, saved, result), ParamMap.empty()).setParent(this);
        }
    }

    private Map<String, String> decided(WorkFolder folder, Features features) {
        Map<String, String> decided = new LinkedHashMap<>();
        boolean images = features.images();
        boolean validates = isSet(validationIndicatorCol) || (Double) getOrDefault(validationSplit) > 0;
        decided.put("name", uid.replaceAll("[^A-Za-z0-9._-]", "-"));
        decided.put("model", images ? "lenet" : features.texts() ? "textcnn" : "mlp");
        decided.put("data", folder.data());
        decided.put("output", folder.run());
        if (!validates && !features.texts()) {
            decided.put("test", folder.data() + "/train-00000.bin");
        }
        if (!validates || !images) {
            // Of images a copy on both sides is a leak; equal rows of numbers are common, and short texts too.
            decided.put("maxTestOverlap", "1");
        }
        return decided;
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Features.of(schema, getFeaturesCol());
        TrainingTable.checkColumns(schema, this);
        return Outcome.append(this, schema, Optional.empty());
    }

    /** The value of a Param that may be unset. */
    <T> Optional<T> find(Param<T> param) {
        return isDefined(param) ? Optional.of(getOrDefault(param)) : Optional.empty();
    }

    /** What images are resized to; empty if they all have one size. */
    Optional<ImageSize> size() {
        return find(imageSize).map(text -> {
            try {
                return ImageSize.parse(text);
            } catch (InputException e) {
                throw new InputException(e.getMessage().replaceFirst("^--size", "imageSize"), e);
            }
        });
    }

    @Override
    public NeuralClassifier copy(ParamMap extra) {
        return defaultCopy(extra);
    }

    @Override
    public MLWriter write() {
        return new ClassifierFiles.Writer(this);
    }

    /** For {@code PipelineModel.load}, and for loading one that was saved by itself. */
    public static MLReader<NeuralClassifier> read() {
        return new ClassifierFiles.Reader();
    }

    public static NeuralClassifier load(String path) {
        return read().load(path);
    }

    // Params

    public Param<String> labelCol() {
        return labelCol;
    }

    public Param<String> weightCol() {
        return weightCol;
    }

    public Param<String> validationIndicatorCol() {
        return validationIndicatorCol;
    }

    public DoubleParam validationSplit() {
        return validationSplit;
    }

    public Param<String> imageSize() {
        return imageSize;
    }

    public IntParam imageChannels() {
        return imageChannels;
    }

    public Param<String> workDir() {
        return workDir;
    }

    public Param<String> output() {
        return output;
    }

    public Param<String> model() {
        return job.model;
    }

    public IntParam workers() {
        return job.workers;
    }

    public IntParam threads() {
        return job.threads;
    }

    public IntParam localSteps() {
        return job.localSteps;
    }

    public IntParam batchSize() {
        return job.batchSize;
    }

    public DoubleParam epochs() {
        return job.epochs;
    }

    public LongParam seed() {
        return job.seed;
    }

    public Param<String> optimizer() {
        return job.optimizer;
    }

    public DoubleParam learningRate() {
        return job.learningRate;
    }

    public DoubleParam weightDecay() {
        return job.weightDecay;
    }

    public DoubleParam labelSmoothing() {
        return job.labelSmoothing;
    }

    public Param<String> outerOptimizer() {
        return job.outerOptimizer;
    }

    public DoubleParam outerLearningRate() {
        return job.outerLearningRate;
    }

    public StringArrayParam settings() {
        return job.settings;
    }

    // setters

    public NeuralClassifier setFeaturesCol(String value) {
        return with(featuresCol(), value);
    }

    public NeuralClassifier setLabelCol(String value) {
        return with(labelCol, value);
    }

    public NeuralClassifier setPredictionCol(String value) {
        return with(predictionCol(), value);
    }

    public NeuralClassifier setProbabilityCol(String value) {
        return with(probabilityCol(), value);
    }

    public NeuralClassifier setRawPredictionCol(String value) {
        return with(rawPredictionCol(), value);
    }

    public NeuralClassifier setThresholds(double[] value) {
        return with(thresholds(), value);
    }

    public NeuralClassifier setHandleInvalid(String value) {
        return with(handleInvalid(), value);
    }

    public NeuralClassifier setWeightCol(String value) {
        return with(weightCol, value);
    }

    public NeuralClassifier setValidationIndicatorCol(String value) {
        return with(validationIndicatorCol, value);
    }

    public NeuralClassifier setValidationSplit(double value) {
        return with(validationSplit, value);
    }

    public NeuralClassifier setImageSize(String value) {
        return with(imageSize, value);
    }

    public NeuralClassifier setImageChannels(int value) {
        return with(imageChannels, value);
    }

    public NeuralClassifier setWorkDir(String value) {
        return with(workDir, value);
    }

    public NeuralClassifier setOutput(String value) {
        return with(output, value);
    }

    public NeuralClassifier setModel(String value) {
        return with(job.model, value);
    }

    public NeuralClassifier setWorkers(int value) {
        return with(job.workers, value);
    }

    public NeuralClassifier setThreads(int value) {
        return with(job.threads, value);
    }

    public NeuralClassifier setLocalSteps(int value) {
        return with(job.localSteps, value);
    }

    public NeuralClassifier setBatchSize(int value) {
        return with(job.batchSize, value);
    }

    public NeuralClassifier setEpochs(double value) {
        return with(job.epochs, value);
    }

    public NeuralClassifier setSeed(long value) {
        return with(job.seed, value);
    }

    public NeuralClassifier setOptimizer(String value) {
        return with(job.optimizer, value);
    }

    public NeuralClassifier setLearningRate(double value) {
        return with(job.learningRate, value);
    }

    public NeuralClassifier setWeightDecay(double value) {
        return with(job.weightDecay, value);
    }

    public NeuralClassifier setLabelSmoothing(double value) {
        return with(job.labelSmoothing, value);
    }

    public NeuralClassifier setOuterOptimizer(String value) {
        return with(job.outerOptimizer, value);
    }

    public NeuralClassifier setOuterLearningRate(double value) {
        return with(job.outerLearningRate, value);
    }

    public NeuralClassifier setSettings(String... value) {
        return with(job.settings, value);
    }

    private <T> NeuralClassifier with(Param<T> param, T value) {
        set(param, value);
        return this;
    }
}
