package io.perennial.driver.data;

import io.perennial.datasets.text.TextEncoding;
import io.perennial.datasets.text.TextOpener;
import io.perennial.datasets.text.TsvRow;
import io.perennial.errors.InputException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/**
 * Makes a data set of texts of DataFrames: {@code train.tsv}, {@code test.tsv} and {@code classes.txt}, in an order that depends on the seed and
 * the texts alone. The driver writes it, one partition after another, as it is the driver that reads texts when a run begins.
 */
public final class TextTable {

    /** Training texts that are the test set too, where there is no other: a run needs one. */
    private static final int MOST_REPEATED = 2048;

    private final ImportPlan plan;
    private final List<String> classes;

    /** @param classes names in the order of the labels */
    public TextTable(ImportPlan plan, List<String> classes) {
        this.plan = plan;
        this.classes = List.copyOf(classes);
    }

    /**
     * Writes the data set.
     *
     * @param train    a binary column, texts in UTF-8, and a column of whole-numbered labels
     * @param test     the test set; null to take the plan's share of {@code train}, or where that is 0, its first rows
     * @param progress receives lines for a person
     * @throws InputException if a text is missing or empty and must not be left out, or the output is there already
     */
    public void run(Dataset<Row> train, Dataset<Row> test, Consumer<String> progress) {
        Configuration hadoop = JavaSparkContext.fromSparkContext(train.sparkSession().sparkContext()).hadoopConfiguration();
        NewFolder.check(plan.out(), hadoop);
        try {
            NewFolder.fill(plan.out(), hadoop, (files, out) -> {
                write(files, out, train, test, progress);
                return null;
            });
        } catch (Exception e) {
            throw plan.explained(e);
        }
    }

    private void write(FileSystem files, Path out, Dataset<Row> train, Dataset<Row> test, Consumer<String> progress) throws IOException {
        boolean repeats = test == null && plan.testShare() == 0;
        ImportOrder order = new ImportOrder(plan.seed(), test == null ? plan.testShare() : 0);
        long trained = 0;
        long tested = 0;
        long bad = 0;
        try (Table trainTable = new Table(files, new Path(out, "train.tsv")); Table testTable = new Table(files, new Path(out, "test.tsv"))) {
            for (Iterator<Tuple2<String, String>> rows = lines(train, order, classes).toLocalIterator(); rows.hasNext(); ) {
                Tuple2<String, String> row = rows.next();
                if (row._2().isEmpty()) {
                    bad++;
                } else if (order.draw(row._1()) < order.testShare()) {
                    testTable.add(row._2());
                    tested++;
                } else {
                    trainTable.add(row._2());
                    if (repeats && tested < MOST_REPEATED) {
                        testTable.add(row._2());
                        tested++;
                    }
                    trained++;
                }
            }
            if (test != null) {
                for (Iterator<Tuple2<String, String>> rows = lines(test, order, classes).toLocalIterator(); rows.hasNext(); ) {
                    String line = rows.next()._2();
                    if (line.isEmpty()) {
                        bad++;
                    } else {
                        testTable.add(line);
                        tested++;
                    }
                }
            }
        }
        if (bad > 0 && plan.onBad() == OnBad.FAIL) {
            throw new InputException(plan.source() + ": " + bad + " of " + (bad + trained + (repeats ? 0 : tested)) + " texts are null or say nothing: repair or remove"
                    + " them, or leave them out with " + plan.words().skip());
        }
        if (trained == 0 || tested == 0) {
            throw new InputException(plan.source() + ": no text is left for the " + (trained == 0 ? "training" : "test") + " set; add some, or choose another "
                    + plan.words().share());
        }
        if (bad > 0) {
            progress.accept(bad + " texts are null or say nothing and are left out");
        }
        try (BufferedWriter names = writer(files, new Path(out, TextOpener.CLASSES))) {
            for (String name : classes) {
                names.write(name + "\n");
            }
        }
    }

    /** Key and line of each row, in the order of the keys; the line is empty where the text is of no use. */
    private static JavaPairRDD<String, String> lines(Dataset<Row> rows, ImportOrder order, List<String> classes) {
        JavaRDD<Row> all = rows.toJavaRDD();
        return all.mapToPair(row -> {
            byte[] bytes = row.isNullAt(0) ? new byte[0] : row.getAs(0);
            String label = classes.get(row.getInt(1));
            String text = new String(bytes, StandardCharsets.UTF_8);
            String key = order.key(bytes, label);
            return new Tuple2<>(key, TextEncoding.isEmpty(text) ? "" : new TsvRow(key.substring(0, 12), label, text).line());
        }).sortByKey();
    }

    private static BufferedWriter writer(FileSystem files, Path file) throws IOException {
        return new BufferedWriter(new OutputStreamWriter(files.create(file, false), StandardCharsets.UTF_8));
    }

    /** A file of rows. */
    private static final class Table implements AutoCloseable {
        private final BufferedWriter out;

        Table(FileSystem files, Path file) throws IOException {
            out = writer(files, file);
            add(TsvRow.header());
        }

        void add(String line) throws IOException {
            out.write(line);
            out.write('\n');
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
