package io.perennial.driver.data;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.TokenShape;
import io.perennial.datasets.text.PieceCounts;
import io.perennial.datasets.text.TaggedWord;
import io.perennial.datasets.text.TextKind;
import io.perennial.datasets.text.TextOpener;
import io.perennial.datasets.text.TextSource;
import io.perennial.datasets.text.Tokenizer;
import io.perennial.datasets.text.TokenizerFile;
import io.perennial.datasets.text.TokenizerKind;
import io.perennial.datasets.text.TokenizerTraining;
import io.perennial.datasets.text.TsvRow;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Makes a tokenizer of large text: pieces are counted over the executors, the vocabulary is made on the driver of the sums. */
public final class TokenizerJob {

    private final TokenizerRequest request;
    private final List<TextSource> sources;

    private TokenizerJob(TokenizerRequest request, List<TextSource> sources) {
        this.request = request;
        this.sources = sources;
    }

    /** @throws InputException if there are no texts, or the file is there already */
    public static TokenizerJob prepare(TokenizerRequest request, Configuration hadoop) {
        if (request.size() < 4 || request.size() > TokenShape.LARGEST_VOCABULARY || request.atLeast() < 1) {
            throw new InputException("--size: found " + request.size() + ", --at-least: found " + request.atLeast() + "; a vocabulary has 4 to "
                    + TokenShape.LARGEST_VOCABULARY + " tokens that occur at least once");
        }
        TextOpener texts = TextOpener.of(request.data(), Datasets.Options.fromEnvironment(), hadoop)
                .orElseThrow(() -> new InputException(request.data() + ": holds no texts; name a .tsv, .txt or .parquet file, or a folder with train under one of these endings"));
        try {
            Path out = new Path(request.out());
            if (out.getFileSystem(hadoop).exists(out)) {
                throw new InputException("--out: " + request.out() + " exists; name a new file");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("--out: cannot use " + request.out() + ": " + e.getMessage(), e);
        }
        return new TokenizerJob(request, texts.sources("train"));
    }

    /** Counts, makes the tokenizer and writes it. */
    public Tokenizer run(JavaSparkContext spark) {
        PieceCounts all = new PieceCounts(request.kind());
        for (TextSource found : sources) {
            TextKind kind = found.kind();
            TextSource source = kind == TextKind.TAGGED ? found.words() : found;
            JavaRDD<String> texts = TextLines.of(source, spark).flatMap(line -> text(kind, line).stream().iterator());
            all.add(texts.aggregate(new PieceCounts(request.kind()), PieceCounts::add, PieceCounts::add));
        }
        Tokenizer tokenizer = TokenizerTraining.train(all, request.size(), request.atLeast());
        try {
            Path out = new Path(request.out());
            FileSystem files = out.getFileSystem(spark.hadoopConfiguration());
            Json.write(files, out, TokenizerFile.write(tokenizer));
        } catch (IOException e) {
            throw new InputException("--out: cannot write " + request.out() + ": " + e.getMessage(), e);
        }
        return tokenizer;
    }

    /** What a line says: of running text all, with its end; of tagged words the word. */
    private static Optional<String> text(TextKind kind, String line) {
        return switch (kind) {
            case TABLE -> TsvRow.unlabelled(line).map(TsvRow::text);
            case RUNNING -> Optional.of(line + "\n");
            case TAGGED -> TaggedWord.wordOf(line).map(TaggedWord::inText);
        };
    }
}
