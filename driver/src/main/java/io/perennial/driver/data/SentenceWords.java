package io.perennial.driver.data;

import io.perennial.datasets.text.PieceLines;
import io.perennial.datasets.text.TaggedWord;
import io.perennial.datasets.text.TextFile;
import io.perennial.datasets.text.TextPiece;
import io.perennial.datasets.text.TextSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** The words of sentences, whatever their tags, over the executors. */
public final class SentenceWords {

    private static final int PER_TASK = 1024;

    private SentenceWords() {
    }

    /**
     * The sentences in their order. Of Parquet an executor reads a row group, and a row without words is a sentence of none; a {@code .conll} file may end a sentence anywhere, so the
     * driver reads it.
     */
    public static JavaRDD<List<String>> of(TextSource source, JavaSparkContext spark) {
        if (!(source instanceof TextFile)) {
            // A partition is a row group, and a sentence ends with its row.
            return TextLines.of(source, spark).mapPartitions(UpToBlankLines::new);
        }
        Configuration hadoop = spark.hadoopConfiguration();
        List<List<String>> all = new ArrayList<>();
        for (TextPiece piece : source.pieces(hadoop)) {
            try (PieceLines lines = new PieceLines(piece, hadoop)) {
                new UpToBlankLines(lines).forEachRemaining(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        all.removeIf(List::isEmpty);
        return spark.parallelize(all, 1 + all.size() / PER_TASK);
    }

    /** Up to each blank line, and to the end. */
    private record UpToBlankLines(Iterator<String> lines) implements Iterator<List<String>> {

        @Override
        public boolean hasNext() {
            return lines.hasNext();
        }

        @Override
        public List<String> next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            List<String> words = new ArrayList<>();
            while (lines.hasNext()) {
                Optional<String> word = TaggedWord.wordOf(lines.next());
                if (word.isEmpty()) {
                    break;
                }
                words.add(word.get());
            }
            return words;
        }
    }
}
