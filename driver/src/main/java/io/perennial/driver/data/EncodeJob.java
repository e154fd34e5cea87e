package io.perennial.driver.data;

import io.perennial.checksum.Sha256;
import io.perennial.datasets.Dataset;
import io.perennial.datasets.DatasetManifest;
import io.perennial.datasets.ExampleFormat;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.Range;
import io.perennial.datasets.Shard;
import io.perennial.datasets.Split;
import io.perennial.datasets.TextRange;
import io.perennial.datasets.TokenExamples;
import io.perennial.datasets.text.EncodedRecord;
import io.perennial.datasets.text.EncodedTexts;
import io.perennial.datasets.text.TextEncoding;
import io.perennial.datasets.text.TextOpener;
import io.perennial.datasets.text.TextPlan;
import io.perennial.datasets.text.TokenizerFile;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Makes token ids of texts once, so that a run does not make them again: executors encode, and the driver writes what they give in the order of the texts, a file of ids for
 * each file of texts. How many executors there are changes nothing.
 */
public final class EncodeJob {

    private final EncodeRequest request;
    private final Consumer<String> progress;
    private final Dataset data;
    private final TextEncoding encoding;
    private final OpenedSplit valid;

    private EncodeJob(EncodeRequest request, Consumer<String> progress, Dataset data, TextEncoding encoding, OpenedSplit valid) {
        this.request = request;
        this.progress = progress;
        this.data = data;
        this.encoding = encoding;
        this.valid = valid;
    }

    /**
     * Reads every line once and makes the tokenizer, as a run does.
     *
     * @param progress receives lines for a person
     * @throws InputException if there are no texts, they are tagged words, or the output is there already
     */
    public static EncodeJob prepare(EncodeRequest request, Configuration hadoop, Consumer<String> progress) {
        NewFolder.check(request.out(), hadoop);
        TextOpener texts = TextOpener.of(request.data(), request.options(), hadoop)
                .orElseThrow(() -> new InputException(request.data() + ": holds no texts; name a .tsv, .txt or .parquet file, or a folder with train under one of these endings"));
        if (texts.isTagged()) {
            throw new InputException(request.data() + ": holds tagged words (.conll, or Parquet with columns tokens and tags), and these are not encoded; give them to train as they are");
        }
        Dataset data = texts.open();
        TextEncoding encoding = data.encoding().orElseThrow();
        OpenedSplit valid = texts.has("valid")
                ? TextOpener.of(request.data(), request.options().with(new TextPlan.OfModel(encoding, data.classes())), hadoop).orElseThrow().openSplit("valid") : null;
        progress.accept("tokenizer: " + encoding.tokenizer().vocabulary().size() + " tokens, sha256 " + encoding.tokenizer().sha256());
        return new EncodeJob(request, progress, data, encoding, valid);
    }

    /** Encodes and writes. */
    public EncodedTexts run(JavaSparkContext spark) {
        try {
            return NewFolder.fill(request.out(), spark.hadoopConfiguration(), (files, out) -> write(spark, files, out));
        } catch (IOException e) {
            throw new InputException("--out: cannot write " + request.out() + ": " + e.getMessage(), e);
        }
    }

    private EncodedTexts write(JavaSparkContext spark, FileSystem files, Path out) throws IOException {
        byte[] tokenizer = TokenizerFile.write(encoding.tokenizer());
        Json.write(files, new Path(out, TokenizerFile.NAME), tokenizer);
        Map<String, EncodedTexts.EncodedSplit> splits = new LinkedHashMap<>();
        splits.put("train", write(spark, files, out, data.train(), data.manifest().train()));
        if (valid != null) {
            splits.put("valid", write(spark, files, out, valid.split(), valid.manifest()));
        }
        splits.put("test", write(spark, files, out, data.test(), data.manifest().test()));
        EncodedTexts written = new EncodedTexts(EncodedTexts.FORMAT_VERSION, request.data(), encoding.shape().isRunning() ? null : data.classes(), TokenizerFile.NAME,
                Sha256.hex(tokenizer), encoding.rules().onBad(), encoding.rules().longest(), splits);
        Json.write(files, new Path(out, EncodedTexts.DESCRIPTION), written);
        return written;
    }

    private EncodedTexts.EncodedSplit write(JavaSparkContext spark, FileSystem files, Path out, Split split, DatasetManifest.SplitManifest manifest) throws IOException {
        List<Shard> shards = split.shards((int) Math.min(spark.defaultParallelism(), split.size()));
        List<Piece> pieces = pieces(shards);
        Broadcast<ExampleFormat> format = spark.broadcast(shards.get(0).format());
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        boolean running = encoding.shape().isRunning();
        JavaRDD<byte[]> encoded = spark.parallelize(pieces, pieces.size()).map(piece -> {
            TokenExamples examples = (TokenExamples) format.value().read(List.of(piece.range()), hadoop.value().value());
            return running ? EncodedRecord.ofWindows(examples, piece.last()) : EncodedRecord.ofTexts(examples);
        }).persist(StorageLevel.MEMORY_AND_DISK_SER());
        try {
            // All at once on the executors; one after another they come to the driver.
            encoded.count();
            List<EncodedTexts.EncodedFile> written = new ArrayList<>();
            Iterator<byte[]> bytes = encoded.toLocalIterator();
            int next = 0;
            long all = 0;
            for (DatasetManifest.SourceFile source : manifest.files()) {
                String name = String.format(Locale.ROOT, "%s-%05d.ids", split.name(), written.size());
                MessageDigest digest = Sha256.digest();
                try (OutputStream file = new DigestOutputStream(files.create(new Path(out, name), false), digest)) {
                    for (; next < pieces.size() && pieces.get(next).range().uri().equals(source.path()); next++) {
                        byte[] some = bytes.next();
                        file.write(some);
                        all += some.length;
                    }
                }
                written.add(new EncodedTexts.EncodedFile(name, Sha256.hex(digest), source.path(), source.sha256()));
            }
            long examples = running ? 0 : split.size();
            long tokens = (all - 2L * Integer.BYTES * examples) / Character.BYTES;
            progress.accept(split.name() + ": " + tokens + " tokens in " + written.size() + (written.size() == 1 ? " file" : " files"));
            return new EncodedTexts.EncodedSplit(examples, tokens, written, manifest.text());
        } finally {
            encoded.unpersist();
            format.destroy();
        }
    }

    /**
     * A stretch of a file.
     *
     * @param last whether the file ends with it
     */
    private record Piece(TextRange range, boolean last) implements Serializable {
    }

    /** All of a split, in its order; how finely it is cut changes nothing in what is written. */
    private static List<Piece> pieces(List<Shard> shards) {
        List<TextRange> ranges = new ArrayList<>();
        for (Shard shard : shards) {
            for (Range range : shard.ranges()) {
                ranges.add((TextRange) range);
            }
        }
        ranges.sort(Comparator.comparingLong(TextRange::first));
        List<Piece> pieces = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            pieces.add(new Piece(ranges.get(i), i + 1 == ranges.size() || !ranges.get(i + 1).uri().equals(ranges.get(i).uri())));
        }
        return pieces;
    }
}
