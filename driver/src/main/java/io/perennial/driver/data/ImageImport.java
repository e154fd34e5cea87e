package io.perennial.driver.data;

import io.perennial.datasets.ImageShape;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a data set in the compact layout of images of one's own: decoded and resized on the executors, in an order that depends on
 * the seed and the images alone. {@code dataset.json} is written last, so a folder that has one is whole.
 */
public final class ImageImport {

    private final ImportRequest request;
    private final Configuration hadoop;
    private final Consumer<String> progress;
    private final ClassFolders train;
    private final ClassFolders test;

    private ImageImport(ImportRequest request, Configuration hadoop, Consumer<String> progress, ClassFolders train, ClassFolders test) {
        this.request = request;
        this.hadoop = hadoop;
        this.progress = progress;
        this.train = train;
        this.test = test;
    }

    /**
     * Checks what can be checked without Spark; writes nothing.
     *
     * @param progress receives lines for a person
     * @throws InputException if the source is not there or has not the form it should have, or the output is there already
     */
    public static ImageImport prepare(ImportRequest request, Configuration hadoop, Consumer<String> progress) {
        NewFolder.check(request.out(), hadoop);
        boolean parquet = ParquetFiles.at(request.source(), hadoop);
        if (request.test() != null && ParquetFiles.at(request.test(), hadoop) != parquet) {
            throw new InputException("--test: found " + request.test() + ", which is not of the kind of " + request.source()
                    + "; both are folders of class folders, or both Parquet");
        }
        if (parquet) {
            return new ImageImport(request, hadoop, progress, null, null);
        }
        ClassFolders train = ClassFolders.in(request.source(), null, hadoop, progress);
        ClassFolders test = request.test() == null ? null : ClassFolders.in(request.test(), train.classes(), hadoop, progress);
        progress.accept("found " + (train.size() + (test == null ? 0 : test.size())) + " images in " + train.classes().size() + " classes");
        return new ImageImport(request, hadoop, progress, train, test);
    }

    /** Reads, resizes and writes on the executors. */
    public ImportSummary run(JavaSparkContext spark) {
        if (train != null) {
            return run(spark, train, test);
        }
        SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
        ImageTable table = table(session.read().parquet(request.source()), request.source(), null);
        ImageTable testTable = request.test() == null ? null
                : table(session.read().parquet(request.test()), request.test(), table.classes(spark));
        return run(spark, table, testTable);
    }

    /**
     * Imports a DataFrame instead of files.
     *
     * @param table with the request's columns; its source names it in messages
     */
    public static ImportSummary importTable(ImportRequest request, Dataset<Row> table, Consumer<String> progress) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(table.sparkSession().sparkContext());
        NewFolder.check(request.out(), spark.hadoopConfiguration());
        ImageImport made = new ImageImport(request, spark.hadoopConfiguration(), progress, null, null);
        return made.run(spark, made.table(table, request.source(), null), null);
    }

    private ImageTable table(Dataset<Row> rows, String title, List<String> known) {
        return ImageTable.of(title, rows, request.imageColumn(), request.labelColumn(), known);
    }

    private ImportSummary run(JavaSparkContext spark, ImportSource source, ImportSource testSource) {
        ImportPlan plan = new ImportPlan(request.source(), request.test(), request.out(), request.testShare(), request.onBad(), request.seed(),
                ImportWords.COMMAND_LINE);
        return new CompactImport(plan, hadoop, progress).run(spark, source, testSource, () -> fitting(spark, source));
    }

    private Fitting fitting(JavaSparkContext spark, ImportSource source) throws IOException {
        ImageSize size = request.size();
        if (size != null) {
            ImageShape shape = new ImageShape(request.channels(), size.height(), size.width());
            return new ImageFitting(shape, ImageFitting.Resizes.YES, source.raw());
        }
        List<LabelledImage> samples = source.samples(spark);
        return ImageFitting.asFirstOf(samples.stream().map(LabelledImage::bytes).toList(), request.channels()).orElseThrow(() -> new InputException(
                request.source() + ": none of the first " + samples.size() + " images decodes, so their size is not known; give --size HxW"
                        + (source.raw() == ImageFitting.Raw.ALLOWED ? " (raw pixels need it always)" : "")));
    }
}
