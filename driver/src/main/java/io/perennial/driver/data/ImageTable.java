package io.perennial.driver.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.input_file_name;

import io.perennial.errors.InputException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;

/**
 * A DataFrame with an image and a label in each row: the image JPEG, PNG or raw pixels (by channel, row, column), the label a whole
 * number (then the classes are called 0, 1, ...) or a string (then the classes are the strings, sorted).
 */
public final class ImageTable implements ImportSource {

    private static final int MOST_CLASSES = 256;
    private static final int SAMPLES = 20;

    private final String title;
    private final Dataset<Row> rows;
    private final boolean named;
    private List<String> classes;

    private ImageTable(String title, Dataset<Row> rows, boolean named, List<String> classes) {
        this.title = title;
        this.rows = rows;
        this.named = named;
        this.classes = classes;
    }

    /**
     * @param title names it in messages
     * @param known classes of the training set if this is the test set; else null
     */
    static ImageTable of(String title, Dataset<Row> table, String imageColumn, String labelColumn, List<String> known) {
        Column image = imageColumn(title, table, imageColumn);
        DataType type = column(title, table, labelColumn, "--label-column");
        boolean named = type.equals(DataTypes.StringType);
        boolean whole = List.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType).contains(type);
        if (!named && !whole) {
            throw new InputException(title + ": the column " + labelColumn + " holds " + type.simpleString()
                    + ", expected whole numbers or strings; name another with --label-column");
        }
        Column label = named ? col(labelColumn) : col(labelColumn).cast(DataTypes.LongType).cast(DataTypes.StringType);
        return new ImageTable(title, table.select(image.as("image"), label.as("label"), input_file_name().as("file")), named, known);
    }

    /** The column of images, whether it holds them or a struct around them, as Hugging Face writes it. */
    public static Column imageColumn(String title, Dataset<Row> table, String name) {
        DataType type = column(title, table, name, "--image-column");
        if (type.equals(DataTypes.BinaryType)) {
            return col(name);
        }
        if (type instanceof org.apache.spark.sql.types.StructType struct && Arrays.asList(struct.fieldNames()).contains("bytes")
                && struct.apply("bytes").dataType().equals(DataTypes.BinaryType)) {
            return col(name).getField("bytes");
        }
        throw new InputException(title + ": the column " + name + " holds " + type.simpleString()
                + ", expected binary (JPEG, PNG or raw pixels) or a struct with a binary field bytes; name another with --image-column");
    }

    private static DataType column(String title, Dataset<Row> table, String name, String option) {
        List<String> columns = Arrays.asList(table.columns());
        if (!columns.contains(name)) {
            throw new InputException(title + ": has no column " + name + "; found " + String.join(", ", columns) + "; name one with " + option);
        }
        return table.schema().apply(name).dataType();
    }

    @Override
    public List<String> classes(JavaSparkContext spark) {
        if (classes == null) {
            classes = named ? names() : numbers();
        }
        return classes;
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Row row : rows.select("label").na().drop().distinct().limit(MOST_CLASSES + 1).collectAsList()) {
            names.add(row.getString(0));
        }
        refuse(names.size());
        names.sort(null);
        return names;
    }

    private List<String> numbers() {
        Column number = col("label").cast(DataTypes.LongType);
        Row range = rows.agg(functions.min(number), functions.max(number)).first();
        if (range.isNullAt(0)) {
            refuse(0);
        }
        if (range.getLong(0) < 0) {
            throw new InputException(title + ": has the label " + range.getLong(0) + "; labels are 0 to " + (MOST_CLASSES - 1) + ", or strings");
        }
        long count = range.getLong(1) + 1;
        refuse(count);
        return LongStream.range(0, count).mapToObj(Long::toString).toList();
    }

    private void refuse(long found) {
        if (found == 0) {
            throw new InputException(title + ": has no row with a label; there is nothing to import");
        }
        if (found > MOST_CLASSES) {
            throw new InputException(title + ": has more than " + MOST_CLASSES + " classes, at most " + MOST_CLASSES + " are supported");
        }
    }

    @Override
    public List<LabelledImage> samples(JavaSparkContext spark) {
        List<LabelledImage> samples = new ArrayList<>();
        rows.limit(SAMPLES).collectAsList().forEach(row -> samples.add(image(row, "", List.of())));
        return samples;
    }

    @Override
    public ImageFitting.Raw raw() {
        return ImageFitting.Raw.ALLOWED;
    }

    @Override
    public List<ImportedPart> write(JavaSparkContext spark, ImportOrder order, PartWriter writer, int perPart) {
        List<String> labels = List.copyOf(classes(spark));
        long count = rows.count();
        int train = parts(count * (1 - order.testShare()), perPart);
        int test = order.testShare() == 0 ? 0 : parts(count * order.testShare(), perPart);
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        JavaPairRDD<String, LabelledImage> keyed = rows.toJavaRDD().mapToPair(row -> {
            byte[] bytes = row.isNullAt(0) ? new byte[0] : row.getAs(0);
            String key = order.key(bytes, String.valueOf(row.getString(1)));
            return new Tuple2<>(key, image(row, key, labels));
        });
        return keyed.repartitionAndSortWithinPartitions(new ByKey(order, train, test)).mapPartitions(partition -> {
            Configuration configuration = hadoop.value().value();
            TaskContext task = TaskContext.get();
            boolean isTest = task.partitionId() >= train;
            return List.of(writer.write(isTest ? "test" : "train", isTest ? task.partitionId() - train : task.partitionId(), task.taskAttemptId(),
                    values(partition), configuration)).iterator();
        }).collect();
    }

    private static int parts(double rows, int perPart) {
        return Math.max(1, (int) Math.ceil(rows / perPart));
    }

    private static LabelledImage image(Row row, String key, List<String> classes) {
        String file = row.isNullAt(2) || row.getString(2).isEmpty() ? "row" : row.getString(2) + " row";
        return new LabelledImage(file + (key.isEmpty() ? "" : " " + key.substring(0, 12)), classes.indexOf(row.getString(1)), row.getAs(0));
    }

    private static Iterator<LabelledImage> values(Iterator<Tuple2<String, LabelledImage>> pairs) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return pairs.hasNext();
            }

            @Override
            public LabelledImage next() {
                return pairs.next()._2();
            }
        };
    }

    /** Training rows in the order of their keys over the first partitions, test rows over the others. */
    private static final class ByKey extends Partitioner {
        private static final long serialVersionUID = 1;
        private final ImportOrder order;
        private final int train;
        private final int test;

        ByKey(ImportOrder order, int train, int test) {
            this.order = order;
            this.train = train;
            this.test = test;
        }

        @Override
        public int numPartitions() {
            return train + test;
        }

        @Override
        public int getPartition(Object key) {
            String hash = (String) key;
            boolean isTest = order.draw(hash) < order.testShare();
            return (int) (ImportOrder.position(hash) * (isTest ? test : train)) + (isTest ? train : 0);
        }
    }
}
