package io.perennial.datasets.text;

import io.perennial.datasets.ExampleFormat;
import io.perennial.datasets.Range;
import io.perennial.datasets.TextRange;
import io.perennial.datasets.TokenExamples;
import io.perennial.errors.InputException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/** How the lines of ranges become encoded examples. */
sealed interface TextFormat extends ExampleFormat {

    TextEncoding encoding();

    /** Adds the examples of a range. */
    void read(byte[] lines, TextRange range, TokenExamples.Builder into) throws IOException;

    @Override
    default TokenExamples read(List<Range> ranges, Configuration hadoop) throws IOException {
        TokenExamples.Builder builder = new TokenExamples.Builder(encoding().shape());
        try (TextReader reader = new TextReader(hadoop)) {
            for (Range range : ranges) {
                TextRange lines = (TextRange) range;
                read(lines.read(reader), lines, builder);
            }
        }
        return builder.build();
    }

    private static void check(int found, TextRange range) throws IOException {
        if (found != range.count()) {
            throw new IOException(range.uri() + ": found " + found + " examples from byte " + range.offset() + " on, planned were " + range.count()
                    + "; do driver and executors run the same version of Perennial?");
        }
    }

    /**
     * Rows of a table, each with a class.
     *
     * @param classes names, in the order of the labels
     */
    record Rows(TextEncoding encoding, List<String> classes) implements TextFormat {

        @Override
        public void read(byte[] lines, TextRange range, TokenExamples.Builder into) throws IOException {
            Map<String, Integer> labels = new HashMap<>();
            classes.forEach(name -> labels.put(name, labels.size()));
            TextCleaning cleaning = new TextCleaning(encoding.rules());
            LineReader reader = new LineReader(range.uri(), "line", new ByteArrayInputStream(lines), null);
            int found = 0;
            while (reader.next()) {
                String line = cleaning.line(reader, reader.length(), range.uri());
                if (line == null || line.isEmpty()) {
                    continue;
                }
                TsvRow row = TsvRow.of(line, reader.place(), range.uri());
                if (cleaning.isEmpty(row.text(), reader, range.uri())) {
                    continue;
                }
                Integer label = labels.get(row.label());
                if (label == null) {
                    throw new InputException(range.uri() + ": has the label " + row.label() + ", which is none of the " + classes.size() + " classes");
                }
                into.add(range.first() + found++, encoding.encode(row.text()), label);
            }
            check(found, range);
        }
    }

    /**
     * Sentences of words with a tag each.
     *
     * @param classes tags, in the order of the labels
     */
    record Sentences(TextEncoding encoding, List<String> classes) implements TextFormat {

        @Override
        public void read(byte[] lines, TextRange range, TokenExamples.Builder into) throws IOException {
            Map<String, Integer> numbers = new HashMap<>();
            classes.forEach(name -> numbers.put(name, numbers.size()));
            LineReader reader = new LineReader(range.uri(), "line", new ByteArrayInputStream(lines), null);
            int[] found = {0};
            SentenceReader sentences = new SentenceReader(encoding, numbers, new TextCleaning(encoding.rules()),
                    (words, example, from, to) -> example.copyTo(into, range.first() + found[0]++));
            while (reader.next()) {
                sentences.line(reader, range.uri());
            }
            sentences.end();
            check(found[0], range);
        }
    }

    /** Texts that are encoded already, with a class each. */
    record EncodedRows(TextEncoding encoding) implements TextFormat {

        @Override
        public void read(byte[] records, TextRange range, TokenExamples.Builder into) {
            ByteBuffer all = ByteBuffer.wrap(records);
            for (int found = 0; found < range.count(); found++) {
                int label = all.getInt();
                int stored = all.getInt();
                char[] ids = new char[Math.min(stored, encoding.length())];
                all.asCharBuffer().get(ids);
                all.position(all.position() + stored * Character.BYTES);
                into.add(range.first() + found, ids, label);
            }
        }
    }

    /** Running text that is encoded already. */
    record EncodedWindows(TextEncoding encoding) implements TextFormat {

        @Override
        public void read(byte[] ids, TextRange range, TokenExamples.Builder into) {
            CharBuffer all = ByteBuffer.wrap(ids).asCharBuffer();
            for (int found = 0; found < range.count(); found++) {
                char[] window = new char[Math.min(encoding.length() + 1, all.remaining())];
                all.duplicate().get(window);
                all.position(all.position() + window.length - 1);
                into.add(range.first() + found, window);
            }
        }
    }

    /** Running text, in windows of the encoding's length, each label the next token. */
    record Windows(TextEncoding encoding) implements TextFormat {

        @Override
        public void read(byte[] lines, TextRange range, TokenExamples.Builder into) throws IOException {
            TextCleaning cleaning = new TextCleaning(encoding.rules());
            LineReader reader = new LineReader(range.uri(), "line", new ByteArrayInputStream(lines), null);
            char[] window = new char[encoding.length() + 1];
            int filled = 0;
            int skip = range.skip();
            int found = 0;
            while (reader.next() && found < range.count()) {
                String line = cleaning.line(reader, reader.lengthWithEnd(), range.uri());
                for (char token : line == null ? new char[0] : encoding.tokenizer().encode(line)) {
                    if (skip > 0) {
                        skip--;
                        continue;
                    }
                    if (found == range.count()) {
                        break;
                    }
                    window[filled++] = token;
                    if (filled == window.length) {
                        into.add(range.first() + found++, window.clone());
                        window[0] = token;
                        filled = 1;
                    }
                }
            }
            if (filled > 1 && found < range.count()) {
                into.add(range.first() + found++, Arrays.copyOf(window, filled));
            }
            check(found, range);
        }
    }
}
