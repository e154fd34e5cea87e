package io.perennial.driver.data;

import io.perennial.datasets.ChannelSums;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.datasets.image.DecodedImage;
import io.perennial.datasets.image.ImageDecoder;
import io.perennial.datasets.image.UndecodableImageException;
import io.perennial.driver.run.SparkFailures;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a data set in the compact layout of images of one's own: decoded and resized on the executors, in an order that depends on
 * the seed and the images alone. {@code dataset.json} is written last, so a folder that has one is whole.
 */
public final class ImageImport {

    /** Images of a file at most: a file is a task's work. */
    private static final int PER_PART = 2048;
    /** Bytes of a file, about. */
    private static final long PART_BYTES = 64L << 20;
    private static final String WAITING = "_temporary";
    private static final String SKIPPED = "skipped.jsonl";

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
        long began = System.nanoTime();
        Path out = new Path(request.out());
        try {
            List<String> classes = source.classes(spark);
            PartWriter writer = writer(spark, source, new Path(out, WAITING), classes.size());
            int perPart = (int) Math.max(1, Math.min(PER_PART, PART_BYTES / (1 + writer.shape().bytes())));
            FileSystem files = out.getFileSystem(hadoop);
            boolean whole = false;
            try {
                files.mkdirs(new Path(out, WAITING));
                double share = testSource == null ? request.testShare() : 0;
                List<ImportedPart> parts = new ArrayList<>(source.write(spark, new ImportOrder(request.seed(), share), writer, perPart));
                if (testSource != null) {
                    parts.addAll(testSource.write(spark, new ImportOrder(request.seed(), 1), writer, perPart));
                }
                ImportSummary summary = commit(files, out, classes, writer.shape(), parts, began);
                whole = true;
                return summary;
            } finally {
                files.delete(whole ? new Path(out, WAITING) : out, true);
            }
        } catch (InputException e) {
            throw e;
        } catch (IOException e) {
            throw new InputException("--out: cannot write to " + request.out() + ": " + e.getMessage()
                    + "; give a folder that driver and executors can write", e);
        } catch (Exception e) {
            // Not only RuntimeException: Scala throws its SparkException undeclared.
            throw SparkFailures.explain("the import failed", e);
        }
    }

    private PartWriter writer(JavaSparkContext spark, ImportSource source, Path waiting, int classes) throws IOException {
        ImageSize size = request.size();
        if (size != null) {
            ImageShape shape = new ImageShape(request.channels(), size.height(), size.width());
            return new PartWriter(waiting.toString(), new ImageFitting(shape, ImageFitting.Resizes.YES, source.raw()), classes);
        }
        List<LabelledImage> samples = source.samples(spark);
        for (LabelledImage sample : samples) {
            try {
                DecodedImage decoded = ImageDecoder.decode(sample.bytes() == null ? new byte[0] : sample.bytes());
                ImageShape shape = new ImageShape(request.channels(), decoded.height(), decoded.width());
                return new PartWriter(waiting.toString(), new ImageFitting(shape, ImageFitting.Resizes.NO, ImageFitting.Raw.BAD), classes);
            } catch (UndecodableImageException bad) {
                // The next one may tell.
                continue;
            }
        }
        throw new InputException(request.source() + ": none of the first " + samples.size() + " images decodes, so their size is not known; give --size HxW"
                + (source.raw() == ImageFitting.Raw.ALLOWED ? " (raw pixels need it always)" : ""));
    }

    private ImportSummary commit(FileSystem files, Path out, List<String> classes, ImageShape shape, List<ImportedPart> parts, long began)
            throws IOException {
        ImportedPart misfit = parts.stream().filter(part -> part.misfit() != null).findFirst().orElse(null);
        if (misfit != null) {
            throw new InputException("%s is %s, others are %dx%d; give --size HxW, which all images are resized to"
                    .formatted(misfit.misfit().path(), misfit.misfit().reason(), shape.height(), shape.width()));
        }
        List<BadImage> bad = parts.stream().flatMap(part -> part.bad().stream()).sorted(Comparator.comparing(BadImage::path)).toList();
        long good = parts.stream().mapToLong(ImportedPart::examples).sum();
        if (!bad.isEmpty() && request.onBad() == OnBad.FAIL) {
            throw new InputException("%s %s; %d of %d images cannot be used: repair or remove them, or leave them out with --on-bad skip"
                    .formatted(bad.get(0).path(), bad.get(0).reason(), bad.size(), bad.size() + good));
        }
        StoredDataset.StoredSplit train = split(files, out, classes, "train", parts);
        StoredDataset.StoredSplit test = split(files, out, classes, "test", parts);
        if (train == null) {
            throw new InputException(request.source() + ": no image is left for the training set of " + (good + bad.size())
                    + "; add images, or choose a smaller --test-share");
        }
        ChannelSums pixels = new ChannelSums(shape.channels());
        parts.stream().filter(part -> part.split().equals("train")).forEach(part -> pixels.add(part.pixels()));
        Double share = request.test() != null || test == null ? null : request.testShare();
        StoredDataset stored = new StoredDataset(StoredDataset.FORMAT_VERSION, classes, shape, pixels.normalization(), train, test,
                new StoredDataset.Origin(request.source(), request.test(), share, request.seed(), bad.size()));
        if (!bad.isEmpty()) {
            try (OutputStream lines = files.create(new Path(out, SKIPPED), false)) {
                for (BadImage image : bad) {
                    lines.write((Json.line(image) + "\n").getBytes(StandardCharsets.UTF_8));
                }
            }
            progress.accept(bad.size() + " images cannot be used and are left out; " + new Path(out, SKIPPED) + " names them, the first: "
                    + bad.get(0).path() + " " + bad.get(0).reason());
        }
        Json.write(files, new Path(out, CompactFolder.DESCRIPTION), stored);
        return new ImportSummary(request.out(), stored, bad, (System.nanoTime() - began) / 1e9);
    }

    private static StoredDataset.StoredSplit split(FileSystem files, Path out, List<String> classes, String name, List<ImportedPart> parts)
            throws IOException {
        List<StoredDataset.StoredFile> stored = new ArrayList<>();
        long[] counts = new long[classes.size()];
        long examples = 0;
        for (ImportedPart part : parts) {
            if (!part.split().equals(name) || part.examples() == 0) {
                continue;
            }
            if (!files.rename(new Path(part.written()), new Path(out, part.name()))) {
                throw new IOException("cannot rename " + part.written() + " to " + part.name());
            }
            stored.add(new StoredDataset.StoredFile(part.name(), part.examples(), part.bytes(), part.sha256()));
            examples += part.examples();
            for (int c = 0; c < counts.length; c++) {
                counts[c] += part.perClass()[c];
            }
        }
        if (stored.isEmpty()) {
            return null;
        }
        Map<String, Long> perClass = new LinkedHashMap<>();
        for (int c = 0; c < counts.length; c++) {
            perClass.put(classes.get(c), counts[c]);
        }
        return new StoredDataset.StoredSplit(examples, perClass, stored);
    }
}
