package io.perennial.ml;

import static org.apache.spark.sql.functions.array_repeat;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.length;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import io.perennial.datasets.ImageShape;
import io.perennial.datasets.VectorShape;
import io.perennial.driver.data.Fitting;
import io.perennial.driver.data.ImageFitting;
import io.perennial.driver.data.ImageSize;
import io.perennial.driver.data.ImportPlan;
import io.perennial.driver.data.ImportWords;
import io.perennial.driver.data.OnBad;
import io.perennial.driver.data.TableImport;
import io.perennial.driver.data.TextTable;
import io.perennial.driver.data.VectorFitting;
import io.perennial.errors.InputException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/**
 * A DataFrame on its way into the compact layout, or a table of texts: features as bytes, labels as whole numbers, a row of weight k as k rows, rows for
 * validation apart. Kept by Spark from its first use to the end, unless the DataFrame is already.
 */
final class TrainingTable implements AutoCloseable {

    static final int LARGEST_WEIGHT = 1000;

    private static final int MOST_CLASSES = 256;
    private static final String FEATURES = "features";
    private static final String LABEL = "label";
    private static final String WEIGHT = "weight";
    private static final String VALIDATION = "validation";
    private static final ImportWords WORDS = new ImportWords("workDir", "set imageSize, which all images are resized to", "handleInvalid=skip", "validationSplit");

    private final Dataset<Row> rows;
    private final boolean persisted;
    private final Features features;
    private final NeuralClassifier settings;
    private final int classes;

    private TrainingTable(Dataset<Row> rows, boolean persisted, Features features, NeuralClassifier settings, int classes) {
        this.rows = rows;
        this.persisted = persisted;
        this.features = features;
        this.settings = settings;
        this.classes = classes;
    }

    /**
     * Looks at all labels and weights once.
     *
     * @throws InputException if they cannot be used
     */
    static TrainingTable of(Dataset<Row> dataset, NeuralClassifier settings) {
        Features features = Features.of(dataset.schema(), settings.getFeaturesCol());
        String label = settings.getOrDefault(settings.labelCol());
        Column weight = settings.find(settings.weightCol()).map(name -> column(dataset, name).cast(DataTypes.DoubleType)).orElse(lit(1.0));
        Column validation = settings.find(settings.validationIndicatorCol()).map(name -> coalesce(column(dataset, name), lit(false))).orElse(lit(false));
        Dataset<Row> rows = dataset.select(features.bytes(dataset, settings.getFeaturesCol()).as(FEATURES),
                column(dataset, label).cast(DataTypes.DoubleType).as(LABEL), weight.as(WEIGHT), validation.as(VALIDATION));
        boolean persist = dataset.storageLevel().equals(StorageLevel.NONE());
        if (persist) {
            rows.persist(StorageLevel.MEMORY_AND_DISK());
        }
        boolean usable = false;
        try {
            TrainingTable table = new TrainingTable(rows, persist, features, settings, classes(rows, dataset.schema().apply(label), settings));
            usable = true;
            return table;
        } finally {
            if (persist && !usable) {
                rows.unpersist(false);
            }
        }
    }

    /** @throws InputException if a column is not there or cannot hold what it should */
    static void checkColumns(StructType schema, NeuralClassifier settings) {
        check(schema, settings, settings.labelCol(), "numbers (a StringIndexer makes them of strings)");
        check(schema, settings, settings.weightCol(), "numbers");
        check(schema, settings, settings.validationIndicatorCol(), "booleans");
        if (settings.isSet(settings.validationIndicatorCol()) && validationSplit(settings) > 0) {
            throw new InputException("validationIndicatorCol: found it together with validationSplit; set one of the two");
        }
    }

    private static void check(StructType schema, NeuralClassifier settings, Param<String> param, String expected) {
        Optional<String> name = settings.find(param);
        if (name.isEmpty()) {
            return;
        }
        if (!Arrays.asList(schema.fieldNames()).contains(name.get())) {
            throw new InputException(param.name() + ": there is no column " + name.get() + "; found " + String.join(", ", schema.fieldNames()));
        }
        DataType type = schema.apply(name.get()).dataType();
        if (!(expected.equals("booleans") ? type.equals(DataTypes.BooleanType) : type instanceof NumericType)) {
            throw new InputException(param.name() + ": the column " + name.get() + " holds " + type.simpleString() + ", expected " + expected);
        }
    }

    private static int classes(Dataset<Row> rows, StructField label, NeuralClassifier settings) {
        Column number = rows.col(LABEL);
        Column weight = rows.col(WEIGHT);
        Row seen = rows.agg(count(lit(1)), sum(when(isWhole(number, MOST_CLASSES - 1), 0).otherwise(1)), max(number),
                sum(when(isWhole(weight, LARGEST_WEIGHT), 0).otherwise(1)), min(weight), max(weight)).first();
        if (seen.getLong(0) == 0) {
            throw new InputException("the DataFrame has no rows; there is nothing to train on");
        }
        if (seen.getLong(1) > 0) {
            throw new InputException("labelCol: " + seen.getLong(1) + " rows have a label that is no whole number from 0 to " + (MOST_CLASSES - 1)
                    + "; drop them, or number the classes with a StringIndexer");
        }
        if (seen.getLong(3) > 0) {
            throw new InputException("weightCol: " + seen.getLong(3) + " rows have a weight that is no whole number from 0 to " + LARGEST_WEIGHT + " (found "
                    + seen.get(4) + " to " + seen.get(5) + "); a row of weight k counts as k equal rows, so scale weights to whole numbers and round them");
        }
        int largest = (int) seen.getDouble(2);
        int known = named(label).orElse(largest + 1);
        if (largest >= known) {
            throw new InputException("labelCol: found the label " + largest + ", but the column's metadata names " + known + " classes");
        }
        return known;
    }

    /** Null is not whole: the comparison is null then, and {@code when} takes it as false. */
    private static Column isWhole(Column number, int largest) {
        return number.equalTo(floor(number)).and(number.between(0, largest));
    }

    /** A fold may lack a class that the whole has, which a StringIndexer has written down. */
    private static Optional<Integer> named(StructField label) {
        Attribute attribute = Attribute.fromStructField(label);
        if (attribute instanceof BinaryAttribute) {
            return Optional.of(2);
        }
        if (attribute instanceof NominalAttribute nominal && nominal.getNumValues().isDefined()) {
            return Optional.of((Integer) nominal.getNumValues().get());
        }
        return Optional.empty();
    }

    private static Column column(Dataset<Row> dataset, String name) {
        return dataset.col("`" + name.replace("`", "``") + "`");
    }

    private static double validationSplit(NeuralClassifier settings) {
        return (Double) settings.getOrDefault(settings.validationSplit());
    }

    /**
     * Writes the data set.
     *
     * @param folder   in the compact layout, or of texts; made here
     * @param seed     of the rows' order, and of which are for validation
     * @param progress receives lines for a person
     */
    void write(String folder, long seed, Consumer<String> progress) {
        boolean skips = settings.getHandleInvalid().equals(ColumnParams.SKIP);
        boolean indicated = settings.isSet(settings.validationIndicatorCol());
        String title = "featuresCol " + settings.getFeaturesCol();
        ImportPlan plan = new ImportPlan(title, indicated ? title : null, folder, indicated ? 0 : validationSplit(settings), skips ? OnBad.SKIP : OnBad.FAIL, seed, WORDS);
        List<String> names = IntStream.range(0, classes).mapToObj(Integer::toString).toList();
        Dataset<Row> train = repeated(rows.filter(rows.col(VALIDATION).equalTo(false)));
        Dataset<Row> test = indicated ? repeated(rows.filter(rows.col(VALIDATION))) : null;
        if (test != null && test.isEmpty()) {
            throw new InputException("validationIndicatorCol: no row is true; mark some, or leave it unset");
        }
        if (features.texts()) {
            new TextTable(plan, names).run(train, test, progress);
            return;
        }
        TableImport table = new TableImport(plan, names, FEATURES, LABEL);
        table.run(train, test, fitting(table, train), progress);
    }

    private static Dataset<Row> repeated(Dataset<Row> rows) {
        return rows.withColumn(WEIGHT, explode(array_repeat(lit(0), rows.col(WEIGHT).cast(DataTypes.IntegerType))))
                .select(rows.col(FEATURES), rows.col(LABEL).cast(DataTypes.IntegerType));
    }

    private Fitting fitting(TableImport table, Dataset<Row> train) {
        if (!features.images()) {
            return new VectorFitting(new VectorShape(usualLength(train) / Float.BYTES));
        }
        int channels = (Integer) settings.getOrDefault(settings.imageChannels());
        Optional<ImageSize> size = settings.size();
        if (size.isPresent()) {
            return new ImageFitting(new ImageShape(channels, size.get().height(), size.get().width()), ImageFitting.Resizes.YES, ImageFitting.Raw.ALLOWED);
        }
        return table.asFirstOf(train, channels).orElseThrow(() -> new InputException(
                "imageSize: not set, and none of the first images is JPEG or PNG that decodes; set it to HEIGHTxWIDTH (raw pixels need it always)"));
    }

    /** The most frequent length, the smaller of two: whatever row comes first. */
    private int usualLength(Dataset<Row> train) {
        List<Row> usual = train.select(length(col(FEATURES)).as("length")).na().drop().groupBy("length").count()
                .orderBy(desc("count"), col("length")).limit(1).collectAsList();
        int length = usual.isEmpty() ? 0 : usual.get(0).getInt(0);
        if (length == 0) {
            throw new InputException("featuresCol: " + (usual.isEmpty() ? "every row to train on has null or weight 0" : "most vectors are empty")
                    + "; there is nothing to train on");
        }
        return length;
    }

    @Override
    public void close() {
        if (persisted) {
            rows.unpersist(false);
        }
    }
}
