package io.perennial.driver.predict;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sha2;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.ImageShape;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.RecordExamples;
import io.perennial.datasets.Shard;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.cifar10.CifarFolder;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.text.TextKind;
import io.perennial.datasets.text.TextOpener;
import io.perennial.datasets.text.TextSource;
import io.perennial.datasets.text.TsvRow;
import io.perennial.driver.data.ClassFolders;
import io.perennial.driver.data.ImageFitting;
import io.perennial.driver.data.ImageTable;
import io.perennial.driver.data.ParquetFiles;
import io.perennial.driver.data.SentenceWords;
import io.perennial.driver.data.TextLines;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** What is classified, as an RDD of candidates. */
sealed interface PredictSource {

    /** Examples of a task. */
    int PER_TASK = 1024;

    /** Whether bytes that are no encoded image may be pixels. */
    default ImageFitting.Raw raw() {
        return ImageFitting.Raw.BAD;
    }

    JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop);

    /**
     * Finds out what the data is.
     *
     * @throws InputException if there is nothing, or it does not fit the model
     */
    static PredictSource of(PredictRequest request, SavedModel model, Configuration hadoop, Consumer<String> progress) {
        String data = request.data();
        if (model.shape() instanceof TokenShape texts) {
            return texts.target() == TokenShape.Target.TAG ? Sentences.of(request, texts, hadoop) : Texts.of(request, texts, hadoop);
        }
        if (Datasets.NAMES.contains(data) || data.endsWith(".bin") || isDataset(data, hadoop)) {
            OpenedSplit split = Datasets.openSplit(data, request.split(), Datasets.Options.fromEnvironment(), hadoop, progress);
            if (!split.shape().equals(model.shape())) {
                throw new InputException("--data: " + data + " has " + split.shape() + ", the model takes " + model.shape());
            }
            return new Records(split);
        }
        if (!(model.shape() instanceof ImageShape)) {
            throw new InputException("--data: " + data + " is no data set of vectors, and the model takes " + model.shape()
                    + "; give a folder with a dataset.json, or score a DataFrame with NeuralClassificationModel");
        }
        if (ParquetFiles.at(data, hadoop)) {
            return new Table(data, request.imageColumn(), request.idColumn());
        }
        return Files.in(data, hadoop);
    }

    /** Empty if the data means no texts. */
    private static List<TextSource> textSources(PredictRequest request, Configuration hadoop) {
        return TextOpener.of(request.data(), Datasets.Options.fromEnvironment(), hadoop).map(texts -> texts.sources(request.split())).orElse(List.of());
    }

    private static InputException without(String what, String endings, PredictRequest request, TokenShape shape) {
        return new InputException("--data: " + request.data() + " holds no " + what + "; the model takes " + shape + ": name a " + endings
                + " file, or a folder with test under one of these endings");
    }

    private static boolean isDataset(String data, Configuration hadoop) {
        try {
            Path path = new Path(data);
            FileSystem files = path.getFileSystem(hadoop);
            return files.exists(path) && files.getFileStatus(path).isDirectory()
                    && (CompactFolder.in(path, hadoop).isPresent() || CifarFolder.in(path, hadoop).isPresent());
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("--data: cannot open " + data + ": " + e.getMessage(), e);
        }
    }

    /** Records of a data set; the id is the number within the split. */
    record Records(OpenedSplit split) implements PredictSource {

        @Override
        public ImageFitting.Raw raw() {
            return ImageFitting.Raw.ALLOWED;
        }

        @Override
        public JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
            List<Shard> shards = split.split().shards((int) Math.max(1, split.split().size() / PER_TASK));
            return spark.parallelize(shards, shards.size()).flatMap(shard -> {
                RecordExamples examples = (RecordExamples) shard.read(hadoop.value().value());
                return IntStream.range(0, examples.size()).mapToObj(i -> {
                    byte[] bytes = new byte[examples.shape().bytes()];
                    examples.bytes(i, bytes, 0);
                    return new Candidate(Long.toString(examples.id(i)), bytes);
                }).iterator();
            });
        }
    }

    /** JPEG and PNG files at any depth; the id is the path. */
    record Files(List<String> paths) implements PredictSource {

        static Files in(String data, Configuration hadoop) {
            List<String> paths = new ArrayList<>();
            try {
                Path root = new Path(data);
                for (RemoteIterator<? extends FileStatus> all = root.getFileSystem(hadoop).listFiles(root, true); all.hasNext(); ) {
                    Path path = all.next().getPath();
                    if (ClassFolders.isShown(path) && ClassFolders.isImageName(path.getName())) {
                        paths.add(path.toString());
                    }
                }
            } catch (IOException e) {
                throw new InputException("--data: cannot list " + data + ": " + e.getMessage(), e);
            }
            if (paths.isEmpty()) {
                throw new InputException("--data: " + data + " holds no data set (dataset.json, data_batch_*.bin), no Parquet, and no .jpg, .jpeg or .png "
                        + "file; name a folder or file that does, or a data set (" + String.join(", ", Datasets.NAMES) + ")");
            }
            paths.sort(null);
            return new Files(paths);
        }

        @Override
        public JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
            return spark.parallelize(paths, (paths.size() + PER_TASK - 1) / PER_TASK).map(path -> read(path, hadoop.value().value()));
        }

        private static Candidate read(String name, Configuration hadoop) {
            Path path = new Path(name);
            try (InputStream in = path.getFileSystem(hadoop).open(path)) {
                return new Candidate(name, in.readAllBytes());
            } catch (FileNotFoundException gone) {
                return new Candidate(name, null);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Lines of texts: of a table of texts the column text, its id the column id; of other files each line. What has no id is named by the number of its line or row. */
    record Texts(List<TextSource> sources) implements PredictSource {

        static Texts of(PredictRequest request, TokenShape shape, Configuration hadoop) {
            if (shape.labelsEachToken()) {
                throw new InputException("--model: is a language model, and predict classifies texts or tags words; name a model that was trained to do so");
            }
            List<TextSource> found = textSources(request, hadoop);
            List<TextSource> texts = found.stream().map(TextSource::texts).flatMap(Optional::stream).toList();
            if (texts.isEmpty() || texts.size() < found.size()) {
                throw without("texts", ".tsv, .txt or .parquet", request, shape);
            }
            return new Texts(texts);
        }

        @Override
        public JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
            JavaRDD<Candidate> all = spark.emptyRDD();
            for (TextSource source : sources) {
                boolean table = source.kind() == TextKind.TABLE;
                int before = source.headerLines();
                all = all.union(TextLines.of(source, spark).zipWithIndex().filter(line -> !table || !line._1.isBlank() || line._1.indexOf('\t') >= 0)
                        .map(line -> candidate(table, before + line._2 + 1, line._1)));
            }
            return all;
        }

        private static Candidate candidate(boolean table, long number, String line) {
            Optional<TsvRow> row = table ? TsvRow.unlabelled(line) : Optional.empty();
            String text = table ? row.map(TsvRow::text).orElse(null) : line;
            return new Candidate(row.map(TsvRow::id).filter(id -> !id.isEmpty()).orElse(Long.toString(number)), text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Sentences: of tagged words as they are, named by their number; of texts the words are parted by white space, and they are named as texts are. */
    record Sentences(List<TextSource> sources) implements PredictSource {

        static Sentences of(PredictRequest request, TokenShape shape, Configuration hadoop) {
            List<TextSource> words = textSources(request, hadoop).stream().map(TextSource::words).toList();
            if (words.isEmpty()) {
                throw without("sentences", ".conll, .txt, .tsv or .parquet", request, shape);
            }
            return new Sentences(words);
        }

        @Override
        public JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
            Map<Boolean, List<TextSource>> byApart = sources.stream().collect(Collectors.partitioningBy(source -> source.kind() == TextKind.TAGGED));
            JavaRDD<List<String>> apart = spark.emptyRDD();
            for (TextSource source : byApart.get(true)) {
                apart = apart.union(SentenceWords.of(source, spark));
            }
            return apart.zipWithIndex().map(sentence -> new Candidate(Long.toString(sentence._2 + 1), SentenceBytes.of(sentence._1)))
                    .union(new Texts(byApart.get(false)).candidates(spark, hadoop).map(SentenceBytes::apart));
        }
    }

    /** Rows of Parquet. */
    record Table(String location, String imageColumn, String idColumn) implements PredictSource {

        @Override
        public ImageFitting.Raw raw() {
            return ImageFitting.Raw.ALLOWED;
        }

        @Override
        public JavaRDD<Candidate> candidates(JavaSparkContext spark, Broadcast<SerializableConfiguration> hadoop) {
            SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
            Dataset<Row> rows = session.read().parquet(location);
            Column image = ImageTable.imageColumn(location, rows, imageColumn);
            return rows.select(id(rows, image).as("id"), image.as("image")).toJavaRDD()
                    .map(row -> new Candidate(row.isNullAt(0) ? "null" : row.getString(0), row.getAs(1)));
        }

        private Column id(Dataset<Row> rows, Column image) {
            List<String> columns = Arrays.asList(rows.columns());
            if (idColumn != null && !columns.contains(idColumn)) {
                throw new InputException(location + ": has no column " + idColumn + "; found " + String.join(", ", columns) + "; name one with --id-column");
            }
            return Stream.concat(Stream.ofNullable(idColumn), Stream.of("id", "path")).filter(columns::contains).findFirst()
                    .map(name -> col(name).cast("string")).orElseGet(() -> concat(lit("sha256:"), sha2(image, 256)));
        }
    }
}
