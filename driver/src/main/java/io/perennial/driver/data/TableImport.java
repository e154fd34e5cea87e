package io.perennial.driver.data;

import io.perennial.errors.InputException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Makes a data set of DataFrames: a column of bytes, which a {@link Fitting} takes, and a column of whole-numbered labels. */
public final class TableImport {

    private final ImportPlan plan;
    private final List<String> classes;
    private final String inputColumn;
    private final String labelColumn;

    /** @param classes names in the order of the labels */
    public TableImport(ImportPlan plan, List<String> classes, String inputColumn, String labelColumn) {
        this.plan = plan;
        this.classes = List.copyOf(classes);
        this.inputColumn = inputColumn;
        this.labelColumn = labelColumn;
    }

    /** How the table's images become records if all have the size of the first that decodes; empty if none of the first few does. */
    public Optional<ImageFitting> asFirstOf(Dataset<Row> train, int channels) {
        return ImageFitting.asFirstOf(table(train).samples(spark(train)).stream().map(LabelledImage::bytes).toList(), channels);
    }

    /**
     * Writes the data set.
     *
     * @param test     the test set; null to take the plan's share of {@code train}
     * @param progress receives lines for a person
     * @throws InputException if an example cannot be used and must not be left out, or the output is there already
     */
    public ImportSummary run(Dataset<Row> train, Dataset<Row> test, Fitting fitting, Consumer<String> progress) {
        JavaSparkContext spark = spark(train);
        NewFolder.check(plan.out(), spark.hadoopConfiguration());
        return new CompactImport(plan, spark.hadoopConfiguration(), progress)
                .run(spark, table(train), test == null ? null : table(test), () -> fitting);
    }

    private ImageTable table(Dataset<Row> rows) {
        return ImageTable.of(plan.source(), rows, inputColumn, labelColumn, classes);
    }

    private static JavaSparkContext spark(Dataset<Row> rows) {
        return JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext());
    }
}
