package io.perennial.datasets.text;

import io.perennial.checksum.Sha256;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;

/**
 * What reading every line of a split once told.
 *
 * @param files        in order
 * @param labels       of all rows, in order; empty for running text
 * @param fingerprints of all rows' texts, in order: the first 64 bits of their SHA-256; empty for running text
 * @param counts       of what was wrong
 */
record TextScan(List<ScannedFile> files, long[] labels, long[] fingerprints, TextCounts counts) {

    /** Number of examples. */
    long size() {
        return files.stream().mapToLong(file -> file.examples().count()).sum();
    }

    /**
     * Reads rows.
     *
     * @param counting counts their pieces; null if nobody needs them
     */
    static TextScan rows(List<TextSource> files, Labels labels, PieceCounts counting, LineRules rules, Configuration hadoop) {
        TextCleaning cleaning = new TextCleaning(rules);
        Growing allLabels = new Growing();
        Growing fingerprints = new Growing();
        List<ScannedFile> scanned = new ArrayList<>();
        for (TextSource file : files) {
            Growing offsets = new Growing();
            Growing ends = new Growing();
            scanned.add(read(file, hadoop, (reader, name) -> {
                String line = cleaning.line(reader, reader.length(), name);
                if (reader.number() <= file.headerLines()) {
                    TsvRow.checkHeader(line == null ? "" : line, name);
                    return;
                }
                if (line == null || line.isEmpty()) {
                    return;
                }
                TsvRow row = TsvRow.of(line, reader.place(), name);
                if (cleaning.isEmpty(row.text(), reader, name)) {
                    return;
                }
                offsets.add(reader.offset());
                ends.add(reader.offset() + reader.lengthWithEnd());
                allLabels.add(labels.number(row.label(), reader, name));
                fingerprints.add(fingerprint(row.text()));
                if (counting != null) {
                    counting.add(row.text());
                }
            }, () -> new ScannedFile.Lines(offsets.toArray(), ends.toArray())));
        }
        return new TextScan(scanned, allLabels.toArray(), fingerprints.toArray(), cleaning.counts());
    }

    /** Reads running text for the pieces in it. */
    static void count(List<TextSource> files, PieceCounts counting, LineRules rules, Configuration hadoop) {
        TextCleaning cleaning = new TextCleaning(rules);
        for (TextSource file : files) {
            read(file, hadoop, (reader, name) -> {
                String line = cleaning.line(reader, reader.lengthWithEnd(), name);
                if (line != null) {
                    counting.add(line);
                }
            }, () -> new ScannedFile.Lines(new long[0], new long[0]));
        }
    }

    /** Reads running text: lines are encoded one by one, each with its end. */
    static TextScan windows(List<TextSource> files, TextEncoding encoding, Configuration hadoop) {
        TextCleaning cleaning = new TextCleaning(encoding.rules());
        List<ScannedFile> scanned = new ArrayList<>();
        for (TextSource file : files) {
            Growing offsets = new Growing();
            Growing tokens = new Growing();
            offsets.add(0);
            tokens.add(0);
            scanned.add(read(file, hadoop, (reader, name) -> {
                String line = cleaning.line(reader, reader.lengthWithEnd(), name);
                offsets.add(reader.offset() + reader.lengthWithEnd());
                tokens.add(tokens.get(tokens.size() - 1) + (line == null ? 0 : encoding.tokenizer().encode(line).length));
            }, () -> new ScannedFile.Windows(offsets.toArray(), tokens.toArray(), encoding.length())));
        }
        return new TextScan(scanned, new long[0], new long[0], cleaning.counts());
    }

    /**
     * Reads sentences of tagged words once, for their tags and pieces.
     *
     * @param counting counts the words' pieces; null if nobody needs them
     * @return all tags that occur
     */
    static Set<String> tags(List<TextSource> files, PieceCounts counting, LineRules rules, Configuration hadoop) {
        TextCleaning cleaning = new TextCleaning(rules);
        Set<String> tags = new HashSet<>();
        for (TextSource file : files) {
            read(file, hadoop, (reader, name) -> {
                String line = cleaning.line(reader, reader.length(), name);
                if (line == null || line.isBlank()) {
                    return;
                }
                TaggedWord word = TaggedWord.of(line, reader, name);
                tags.add(word.tag());
                if (counting != null) {
                    counting.add(word.inText());
                }
            }, () -> new ScannedFile.Lines(new long[0], new long[0]));
        }
        return tags;
    }

    /** Reads sentences of tagged words as they stand there. */
    static List<TaggedSentence> taggedSentences(List<TextSource> files, LineRules rules, Configuration hadoop) {
        TextCleaning cleaning = new TextCleaning(rules);
        List<TaggedSentence> sentences = new ArrayList<>();
        for (TextSource file : files) {
            List<TaggedWord> words = new ArrayList<>();
            Runnable end = () -> {
                if (!words.isEmpty()) {
                    sentences.add(new TaggedSentence(words.stream().map(TaggedWord::word).toList(), words.stream().map(TaggedWord::tag).toList()));
                    words.clear();
                }
            };
            read(file, hadoop, (reader, name) -> {
                String line = cleaning.line(reader, reader.length(), name);
                if (line != null && line.isBlank()) {
                    end.run();
                } else if (line != null) {
                    words.add(TaggedWord.of(line, reader, name));
                }
            }, () -> new ScannedFile.Lines(new long[0], new long[0]));
            end.run();
        }
        return sentences;
    }

    /** Reads sentences of tagged words. */
    static TextScan sentences(List<TextSource> files, TextEncoding encoding, List<String> classes, Configuration hadoop) {
        Map<String, Integer> numbers = new HashMap<>();
        classes.forEach(name -> numbers.put(name, numbers.size()));
        TextCleaning cleaning = new TextCleaning(encoding.rules());
        Growing fingerprints = new Growing();
        List<ScannedFile> scanned = new ArrayList<>();
        for (TextSource file : files) {
            Growing offsets = new Growing();
            Growing ends = new Growing();
            SentenceReader sentences = new SentenceReader(encoding, numbers, cleaning, (words, example, from, to) -> {
                offsets.add(from);
                ends.add(to);
                fingerprints.add(fingerprint(words));
            });
            scanned.add(read(file, hadoop, sentences::line, () -> {
                sentences.end();
                return new ScannedFile.Lines(offsets.toArray(), ends.toArray());
            }));
        }
        return new TextScan(scanned, new long[0], fingerprints.toArray(), cleaning.counts());
    }

    private static long fingerprint(String text) {
        return ByteBuffer.wrap(Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    }

    private interface LineUse {
        void use(LineReader line, String name);
    }

    private interface Found {
        ScannedFile.Places places();
    }

    private static ScannedFile read(TextSource file, Configuration hadoop, LineUse use, Found found) {
        String name = file.uri();
        MessageDigest whole = Sha256.digest();
        long bytes;
        PlacedPieces pieces;
        try (PieceStream in = new PieceStream(file.pieces(hadoop), hadoop)) {
            LineReader reader = new LineReader(name, file.lineName(), in, whole);
            while (reader.next()) {
                use.use(reader, name);
            }
            bytes = reader.offset();
            pieces = in.placed();
        } catch (FileNotFoundException e) {
            throw new InputException(name + ": there is no such file", e);
        } catch (IOException e) {
            throw new InputException(name + ": cannot be read: " + e.getMessage(), e);
        }
        if (bytes == 0) {
            throw new InputException(name + ": the file is empty");
        }
        ScannedFile.Places places = found.places();
        return new ScannedFile(name, pieces, bytes, Sha256.hex(whole), places);
    }
}
