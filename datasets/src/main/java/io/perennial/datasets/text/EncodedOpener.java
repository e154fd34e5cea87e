package io.perennial.datasets.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.checksum.Sha256;
import io.perennial.datasets.Dataset;
import io.perennial.datasets.DatasetDescription;
import io.perennial.datasets.DatasetManifest;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.PlainName;
import io.perennial.datasets.TestOverlapCheck;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** Opens a folder of token ids that {@code perennial data encode} wrote. Every file is read and checked once, here on the driver; nothing is encoded again. */
public final class EncodedOpener {

    private static final Normalization NONE = new Normalization(new float[0], new float[0]);
    private static final ObjectMapper JSON = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final int LARGEST = 64 << 20;
    private static final int RECORD_HEAD = 8;

    private final String name;
    private final Path folder;
    private final EncodedTexts stored;
    private final Datasets.Options options;
    private final Configuration hadoop;

    private EncodedOpener(String name, Path folder, EncodedTexts stored, Datasets.Options options, Configuration hadoop) {
        this.name = name;
        this.folder = folder;
        this.stored = stored;
        this.options = options;
        this.hadoop = hadoop;
    }

    /**
     * Looks whether a name, a path or below the data root, means such a folder.
     *
     * @throws InputException if it does and cannot be used
     */
    public static Optional<EncodedOpener> of(String data, Datasets.Options options, Configuration hadoop) {
        for (String location : TextFiles.locations(data, options.dataRoot())) {
            Path folder = new Path(location);
            Path file = new Path(folder, EncodedTexts.DESCRIPTION);
            try (InputStream in = file.getFileSystem(hadoop).open(file)) {
                EncodedTexts stored = JSON.readValue(in.readNBytes(LARGEST), EncodedTexts.class);
                check(file, stored);
                return Optional.of(new EncodedOpener(data, folder, stored, options, hadoop));
            } catch (FileNotFoundException none) {
                continue;
            } catch (JsonProcessingException e) {
                throw damaged(file, "is not the JSON it should be");
            } catch (IOException e) {
                // A file has nothing below it: some file systems say so by another exception.
                continue;
            }
        }
        return Optional.empty();
    }

    private static void check(Path file, EncodedTexts stored) {
        if (stored == null || stored.formatVersion() != EncodedTexts.FORMAT_VERSION) {
            throw damaged(file, "has formatVersion " + (stored == null ? "none" : stored.formatVersion()) + ", this Perennial reads " + EncodedTexts.FORMAT_VERSION);
        }
        boolean whole = stored.tokenizer() != null && stored.tokenizerSha256() != null && stored.onBad() != null && stored.longestLine() > 0 && stored.splits() != null
                && stored.splits().values().stream().allMatch(split -> split != null && split.files() != null && split.text() != null);
        if (!whole || stored.classes() != null && stored.classes().size() < 2) {
            throw damaged(file, "lacks a field of encoded texts");
        }
        stored.splits().values().stream().flatMap(split -> split.files().stream()).map(EncodedTexts.EncodedFile::name).forEach(named -> {
            if (!PlainName.is(named)) {
                throw damaged(file, "names the file \"" + named + "\", which is not in its folder");
            }
        });
    }

    /** Training and test set. */
    public Dataset open() {
        if (options.test() != null) {
            throw new InputException("test is " + options.test() + ", but " + name + " has a test set of its own; leave test out");
        }
        TextEncoding encoding = encoding();
        List<String> classes = classes(encoding);
        TextSplit train = split("train", encoding, classes);
        TextSplit test = split("test", encoding, classes);
        DatasetManifest.TestOverlap overlap = TestOverlapCheck.check(train.scan().fingerprints(), test.scan().fingerprints(), options.maxTestOverlap(), "texts");
        DatasetManifest manifest = new DatasetManifest(name, train.manifest(), test.manifest(), overlap, stored.tokenizerSha256());
        return new TextDataset(name, classes, encoding.shape(), NONE, train, test, manifest, Optional.of(encoding));
    }

    /**
     * One split alone, for a model that reads texts with the same tokenizer.
     *
     * @param split {@code train}, {@code valid} or {@code test}
     */
    public OpenedSplit openSplit(String split) {
        if (!(options.text() instanceof TextPlan.OfModel model)) {
            throw new InputException(name + " holds texts, the model takes none; name a set that fits the model");
        }
        TextEncoding encoding = model.encoding();
        boolean sameKind = isRunning() ? encoding.shape().isRunning() : encoding.target() == TokenShape.Target.CLASS && model.classes().equals(stored.classes());
        if (!sameKind || !tokenizer().equals(encoding.tokenizer())) {
            throw new InputException(name + " was encoded with another tokenizer or other classes than the model has; name the texts themselves, or encode them with the"
                    + " tokenizer.json in the model's directory");
        }
        TextSplit opened = split(split, encoding, model.classes());
        return new OpenedSplit(name, model.classes(), encoding.shape(), NONE, opened, opened.manifest());
    }

    /** What there is. */
    public DatasetDescription describe() {
        TextEncoding encoding = encoding();
        List<String> classes = classes(encoding);
        List<DatasetDescription.SplitDescription> splits = new ArrayList<>();
        for (String split : List.of("train", "valid", "test")) {
            if (stored.splits().containsKey(split)) {
                TextSplit opened = split(split, encoding, classes);
                long copies = opened.scan().fingerprints().length - LongStream.of(opened.scan().fingerprints()).distinct().count();
                splits.add(new DatasetDescription.SplitDescription(split, opened.manifest(), copies, NONE));
            }
        }
        return new DatasetDescription(name, encoding.shape(), isRunning() ? List.of() : classes, NONE, splits, null);
    }

    private boolean isRunning() {
        return stored.classes() == null;
    }

    private List<String> classes(TextEncoding encoding) {
        return isRunning() ? encoding.tokenizer().vocabulary().tokens() : stored.classes();
    }

    private TextEncoding encoding() {
        TextPlan.FromTraining plan = options.text() instanceof TextPlan.FromTraining given ? given : TextPlan.FromTraining.DEFAULT;
        if (plan.wordBuckets() > 0) {
            throw new InputException("text.wordBuckets: " + name + " holds no tagged words (.conll), and only these have attributes; leave the setting out");
        }
        return new TextEncoding(tokenizer(), plan.length(), isRunning() ? plan.ofRunning() : TokenShape.Target.CLASS,
                new LineRules(stored.onBad(), stored.longestLine()));
    }

    private Tokenizer tokenizer() {
        if (!PlainName.is(stored.tokenizer())) {
            throw damaged(new Path(folder, EncodedTexts.DESCRIPTION), "names a tokenizer that is not in its folder");
        }
        Path file = new Path(folder, stored.tokenizer());
        try (InputStream in = file.getFileSystem(hadoop).open(file)) {
            byte[] bytes = in.readNBytes(TokenizerFile.LARGEST);
            if (!Sha256.hex(bytes).equals(stored.tokenizerSha256())) {
                throw damaged(file, "does not have the checksum that " + EncodedTexts.DESCRIPTION + " says");
            }
            return TokenizerFile.read(bytes, file.toString());
        } catch (IOException e) {
            throw damaged(file, "cannot be read: " + e.getMessage());
        }
    }

    private TextSplit split(String split, TextEncoding encoding, List<String> classes) {
        EncodedTexts.EncodedSplit found = stored.splits().get(split);
        if (found == null) {
            throw new InputException(name + ": has no split " + split + "; it has " + String.join(", ", stored.splits().keySet()));
        }
        Growing labels = new Growing();
        Growing fingerprints = new Growing();
        List<ScannedFile> files = new ArrayList<>();
        for (EncodedTexts.EncodedFile file : found.files()) {
            files.add(scan(file, encoding, labels, fingerprints));
        }
        TextScan scan = new TextScan(files, labels.toArray(), fingerprints.toArray(), found.text());
        TextFormat format = isRunning() ? new TextFormat.EncodedWindows(encoding) : new TextFormat.EncodedRows(encoding);
        TextSplit opened = new TextSplit(split, format, isRunning() ? List.of() : classes, scan, hadoop);
        if (opened.size() == 0) {
            throw new InputException(name + ": " + split + " holds no text");
        }
        return opened;
    }

    private ScannedFile scan(EncodedTexts.EncodedFile file, TextEncoding encoding, Growing labels, Growing fingerprints) {
        Path path = new Path(folder, file.name());
        MessageDigest digest = Sha256.digest();
        Growing offsets = new Growing();
        Growing ends = new Growing();
        long bytes = 0;
        long vocabulary = encoding.tokenizer().vocabulary().size();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(new DigestInputStream(path.getFileSystem(hadoop).open(path), digest), 1 << 16))) {
            if (isRunning()) {
                byte[] block = new byte[1 << 16];
                for (int n = in.readNBytes(block, 0, block.length); n > 0; n = in.readNBytes(block, 0, block.length)) {
                    bytes += n;
                    checkIds(path, block, n, vocabulary);
                }
            } else {
                MessageDigest ofText = Sha256.digest();
                for (byte[] head = in.readNBytes(RECORD_HEAD); head.length > 0; head = in.readNBytes(RECORD_HEAD)) {
                    ByteBuffer numbers = ByteBuffer.wrap(head.length < RECORD_HEAD ? new byte[RECORD_HEAD] : head);
                    int label = numbers.getInt();
                    int tokens = numbers.getInt();
                    if (label < 0 || label >= stored.classes().size() || tokens < 1 || tokens > EncodedRecord.MOST_TOKENS) {
                        throw damaged(path, "holds a text of " + tokens + " tokens with the class " + label + ", of " + stored.classes().size());
                    }
                    byte[] ids = new byte[tokens * Character.BYTES];
                    in.readFully(ids);
                    checkIds(path, ids, ids.length, vocabulary);
                    offsets.add(bytes);
                    bytes += RECORD_HEAD + ids.length;
                    ends.add(bytes);
                    labels.add(label);
                    fingerprints.add(ByteBuffer.wrap(ofText.digest(ids)).getLong());
                }
            }
        } catch (FileNotFoundException | EOFException e) {
            throw damaged(path, e instanceof EOFException ? "ends within a text" : "is missing");
        } catch (IOException e) {
            throw new InputException(path + ": cannot be read: " + e.getMessage(), e);
        }
        String sha256 = Sha256.hex(digest);
        if (!sha256.equals(file.sha256())) {
            throw damaged(path, "does not have the checksum that " + EncodedTexts.DESCRIPTION + " says");
        }
        return new ScannedFile(path.toString(), PlacedPieces.of(new WholeFile(path.toString())), bytes, sha256, isRunning() ? new ScannedFile.Ids(bytes / Character.BYTES, encoding.length())
                : new ScannedFile.Lines(offsets.toArray(), ends.toArray()));
    }

    private static void checkIds(Path path, byte[] ids, int length, long vocabulary) {
        ByteBuffer all = ByteBuffer.wrap(ids, 0, length);
        while (all.remaining() >= Character.BYTES) {
            if (all.getChar() >= vocabulary) {
                throw damaged(path, "holds a token that is not in its vocabulary of " + vocabulary);
            }
        }
    }

    private static InputException damaged(Path file, String found) {
        return new InputException(file + ": " + found + "; encode the texts again");
    }
}
