package io.perennial.datasets.text;

import io.perennial.datasets.Dataset;
import io.perennial.datasets.DatasetDescription;
import io.perennial.datasets.DatasetManifest;
import io.perennial.datasets.Datasets;
import io.perennial.datasets.FileLookup;
import io.perennial.datasets.Normalization;
import io.perennial.datasets.OpenedSplit;
import io.perennial.datasets.TestOverlapCheck;
import io.perennial.datasets.TokenShape;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Opens texts. Every line is read and checked once, here on the driver. */
public final class TextOpener {

    /** File of a folder of tables that names the classes, one a line, in the order of a model's outputs; without it they are the training labels, sorted. */
    public static final String CLASSES = "classes.txt";

    private static final Normalization NONE = new Normalization(new float[0], new float[0]);

    private final Datasets.Options options;
    private final Configuration hadoop;
    private final TextFiles files;

    private TextOpener(Datasets.Options options, Configuration hadoop, TextFiles files) {
        this.options = options;
        this.hadoop = hadoop;
        this.files = files;
    }

    /** Empty if a name does not mean texts. */
    public static Optional<TextOpener> of(String data, Datasets.Options options, Configuration hadoop) {
        return TextFiles.find(data, options.dataRoot(), hadoop).map(files -> new TextOpener(options, hadoop, files));
    }

    /** Whether the files are tables with a class for each text. */
    public boolean isTable() {
        return files.kind() == TextKind.TABLE;
    }

    /** Whether there is a file of a split of its own. */
    public boolean has(String split) {
        return !files.whole() && switch (split) {
            case "train" -> !files.train().isEmpty();
            case "valid" -> !files.valid().isEmpty();
            default -> !files.test().isEmpty();
        };
    }

    /** Whether the files are words with a tag each. */
    public boolean isTagged() {
        return files.kind() == TextKind.TAGGED;
    }

    /** Sentences of a split of tagged words, all in memory: such sets are small. */
    public List<TaggedSentence> sentences(String split) {
        return TextScan.taggedSentences(files.of(split), plan().rules(), hadoop);
    }

    /** What a split is read from, in order. */
    public List<TextSource> sources(String split) {
        return List.copyOf(files.of(split));
    }

    /** Training and test set, with a tokenizer made of the training set alone. */
    public Dataset open() {
        if (files.whole() && options.test() == null) {
            throw new InputException(files.name() + " is a training set without a test set; name one with test, or give a folder with train"
                    + " and test files");
        }
        TextPlan.FromTraining plan = plan();
        if (plan.wordBuckets() > 0 && !isTagged()) {
            throw new InputException("text.wordBuckets: " + files.name() + " holds " + files.kind().shown() + ", and only " + TextKind.TAGGED.shown() + " have attributes; leave the setting out");
        }
        Opened opened = switch (files.kind()) {
            case TABLE -> table(plan);
            case RUNNING -> running(plan);
            case TAGGED -> tagged(plan);
        };
        DatasetManifest.TestOverlap overlap = TestOverlapCheck.check(opened.train.scan().fingerprints(), opened.test.scan().fingerprints(), options.maxTestOverlap(), "texts");
        DatasetManifest manifest = new DatasetManifest(files.name(), opened.train.manifest(), opened.test.manifest(), overlap,
                opened.encoding.tokenizer().sha256());
        return new TextDataset(files.name(), opened.classes, opened.encoding.shape(), NONE, opened.train, opened.test, manifest, Optional.of(opened.encoding));
    }

    /**
     * One split alone, encoded as a model does it.
     *
     * @param split {@code train}, {@code valid} or {@code test}
     */
    public OpenedSplit openSplit(String split) {
        if (!(options.text() instanceof TextPlan.OfModel model)) {
            throw new InputException(files.name() + " holds texts, the model takes none; name a set that fits the model");
        }
        TextEncoding encoding = model.encoding();
        TokenShape.Target ofRunning = encoding.shape().isRunning() ? encoding.target() : TokenShape.Target.NEXT_TOKEN;
        if (target(ofRunning) != encoding.target()) {
            throw new InputException(files.name() + " holds " + files.kind().shown() + ", the model was not trained on such");
        }
        List<TextSource> found = files.of(split);
        TextScan scan = switch (files.kind()) {
            case TABLE -> TextScan.rows(found, new Labels(model.classes(), "the model"), null, encoding.rules(), hadoop);
            case RUNNING -> TextScan.windows(found, encoding, hadoop);
            case TAGGED -> TextScan.sentences(found, encoding, model.classes(), hadoop);
        };
        TextSplit opened = split(split, scan, encoding, model.classes());
        checkNotEmpty(opened);
        return new OpenedSplit(files.name(), model.classes(), encoding.shape(), NONE, opened, opened.manifest());
    }

    /** What there is, whatever is missing. */
    public DatasetDescription describe() {
        TextPlan.FromTraining plan = plan();
        boolean table = files.kind() == TextKind.TABLE;
        List<DatasetDescription.SplitDescription> splits = new ArrayList<>();
        Labels labels = labels();
        List<TextScan> scans = new ArrayList<>();
        TextEncoding encoding = null;
        List<String> tags = files.kind() == TextKind.TAGGED ? TaggedWord.classes(TextScan.tags(everything(), null, plan.rules(), hadoop)) : List.of();
        for (String name : List.of("train", "valid", "test")) {
            List<TextSource> found = switch (name) {
                case "train" -> files.train();
                case "valid" -> files.valid();
                default -> options.test() == null ? files.test() : List.of(testSource());
            };
            if (found.isEmpty()) {
                scans.add(null);
                continue;
            }
            if (encoding == null) {
                encoding = encoding(plan, found, target(plan.ofRunning()));
            }
            scans.add(switch (files.kind()) {
                case TABLE -> TextScan.rows(found, labels, null, plan.rules(), hadoop);
                case RUNNING -> TextScan.windows(found, encoding, hadoop);
                case TAGGED -> TextScan.sentences(found, encoding, tags, hadoop);
            });
        }
        List<String> classes = table ? ordered(labels) : tags;
        for (int i = 0; i < scans.size(); i++) {
            if (scans.get(i) != null) {
                TextScan scan = table ? renumbered(scans.get(i), labels, classes) : scans.get(i);
                TextSplit split = split(List.of("train", "valid", "test").get(i), scan, encoding, classes);
                long copies = scan.fingerprints().length - LongStream.of(scan.fingerprints()).distinct().count();
                splits.add(new DatasetDescription.SplitDescription(split.name(), split.manifest(), copies, NONE));
            }
        }
        DatasetManifest.TestOverlap overlap = scans.get(0) == null || scans.get(2) == null ? null
                : TestOverlapCheck.check(scans.get(0).fingerprints(), scans.get(2).fingerprints(), 1, "texts");
        return new DatasetDescription(files.name(), encoding.shape(), classes, NONE, splits, overlap);
    }

    private List<TextSource> everything() {
        return Stream.of(files.train(), files.valid(), options.test() == null ? files.test() : List.of(testSource())).flatMap(List::stream).toList();
    }

    private TokenShape.Target target(TokenShape.Target ofRunning) {
        return switch (files.kind()) {
            case TABLE -> TokenShape.Target.CLASS;
            case RUNNING -> ofRunning;
            case TAGGED -> TokenShape.Target.TAG;
        };
    }

    private record Opened(TextEncoding encoding, List<String> classes, TextSplit train, TextSplit test) {
    }

    private TextPlan.FromTraining plan() {
        return options.text() instanceof TextPlan.FromTraining plan ? plan : TextPlan.FromTraining.DEFAULT;
    }

    private Opened table(TextPlan.FromTraining plan) {
        PieceCounts counting = counting(plan);
        Labels labels = labels();
        TextScan train = TextScan.rows(files.of("train"), labels, counting, plan.rules(), hadoop);
        List<String> classes = ordered(labels);
        if (classes.size() < 2) {
            throw new InputException(files.name() + ": its training texts have " + (classes.isEmpty() ? "no label" : "one label (" + classes.get(0) + ")")
                    + "; a classifier needs at least two");
        }
        TextScan test = TextScan.rows(testFiles(), new Labels(classes, files.classes() == null ? "the training set" : CLASSES), null,
                plan.rules(), hadoop);
        TextEncoding encoding = new TextEncoding(tokenizer(plan, counting), plan.length(), TokenShape.Target.CLASS, plan.rules());
        return opened(encoding, classes, renumbered(train, labels, classes), test);
    }

    private Opened tagged(TextPlan.FromTraining plan) {
        PieceCounts counting = counting(plan);
        List<String> classes = TaggedWord.classes(TextScan.tags(files.of("train"), counting, plan.rules(), hadoop));
        if (classes.size() < 2) {
            throw new InputException(files.name() + ": its training words are all tagged " + TaggedWord.OUTSIDE + "; there is nothing to learn");
        }
        TextEncoding encoding = new TextEncoding(tokenizer(plan, counting), plan.length(), TokenShape.Target.TAG, plan.rules(), plan.wordBuckets());
        return opened(encoding, classes, TextScan.sentences(files.of("train"), encoding, classes, hadoop),
                TextScan.sentences(testFiles(), encoding, classes, hadoop));
    }

    private Opened running(TextPlan.FromTraining plan) {
        TextEncoding encoding = encoding(plan, files.of("train"), plan.ofRunning());
        // At each place one of the vocabulary is told.
        return opened(encoding, encoding.tokenizer().vocabulary().tokens(), TextScan.windows(files.of("train"), encoding, hadoop),
                TextScan.windows(testFiles(), encoding, hadoop));
    }

    private Opened opened(TextEncoding encoding, List<String> classes, TextScan train, TextScan test) {
        Opened opened = new Opened(encoding, classes, split("train", train, encoding, classes), split("test", test, encoding, classes));
        checkNotEmpty(opened.train);
        checkNotEmpty(opened.test);
        return opened;
    }

    private TextSplit split(String name, TextScan scan, TextEncoding encoding, List<String> classes) {
        TextFormat format = switch (encoding.target()) {
            case CLASS -> new TextFormat.Rows(encoding, classes);
            case NEXT_TOKEN, MASKED_TOKEN -> new TextFormat.Windows(encoding);
            case TAG -> new TextFormat.Sentences(encoding, classes);
        };
        return new TextSplit(name, format, classes, scan, hadoop);
    }

    private void checkNotEmpty(TextSplit split) {
        if (split.size() == 0) {
            throw new InputException(files.name() + ": " + split.name() + " holds no text");
        }
    }

    private TextEncoding encoding(TextPlan.FromTraining plan, List<TextSource> from, TokenShape.Target target) {
        PieceCounts counting = counting(plan);
        if (counting != null) {
            switch (target) {
                case CLASS -> TextScan.rows(from, new Labels(), counting, plan.rules(), hadoop);
                case NEXT_TOKEN, MASKED_TOKEN -> TextScan.count(from, counting, plan.rules(), hadoop);
                case TAG -> TextScan.tags(from, counting, plan.rules(), hadoop);
            }
        }
        return new TextEncoding(tokenizer(plan, counting), plan.length(), target, plan.rules());
    }

    /** Counts what a tokenizer is made of; null where the tokenizer is there already. */
    private static PieceCounts counting(TextPlan.FromTraining plan) {
        return TokenizerKind.named(plan.tokenizer()).map(PieceCounts::new).orElse(null);
    }

    private Tokenizer tokenizer(TextPlan.FromTraining plan, PieceCounts counted) {
        return counted == null ? read(plan.tokenizer()) : TokenizerTraining.train(counted, plan.vocabulary(), plan.atLeast());
    }

    private Tokenizer read(String location) {
        Path path = new Path(location);
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            byte[] bytes = in.readNBytes(TokenizerFile.LARGEST + 1);
            if (bytes.length > TokenizerFile.LARGEST) {
                throw new InputException("text.tokenizer: " + location + " has more than " + TokenizerFile.LARGEST + " bytes; name a tokenizer.json");
            }
            return TokenizerFile.read(bytes, location);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("text.tokenizer: found '" + location + "', which is neither word, character or bpe nor a tokenizer.json that can be read ("
                    + e.getMessage() + ")", e);
        }
    }

    private List<TextSource> testFiles() {
        return options.test() == null ? files.of("test") : List.of(testSource());
    }

    private TextSource testSource() {
        FileStatus found = FileLookup.status(options.test(), hadoop)
                .orElseThrow(() -> new InputException(options.test() + ": there is no such file; test names a file like those of the training set"));
        return TextFiles.source(found, hadoop).filter(source -> source.kind() == files.kind())
                .orElseThrow(() -> new InputException(options.test() + ": not a file like those of the training set " + files.name()));
    }

    /** Those that the data names, or none yet. */
    private Labels labels() {
        List<String> named = files.namedClasses(hadoop);
        return named.isEmpty() ? new Labels() : new Labels(named, CLASSES);
    }

    private List<String> ordered(Labels labels) {
        if (files.classes() != null) {
            return labels.names();
        }
        List<String> classes = new ArrayList<>(labels.names());
        classes.sort(CodePointOrder.INSTANCE);
        return List.copyOf(classes);
    }

    private static TextScan renumbered(TextScan scan, Labels labels, List<String> classes) {
        int[] numbers = labels.names().stream().mapToInt(classes::indexOf).toArray();
        long[] renumbered = Arrays.stream(scan.labels()).map(label -> numbers[(int) label]).toArray();
        return new TextScan(scan.files(), renumbered, scan.fingerprints(), scan.counts());
    }
}
