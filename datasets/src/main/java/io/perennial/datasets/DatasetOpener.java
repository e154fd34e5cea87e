package io.perennial.datasets;

import io.perennial.datasets.cifar10.CifarArchive;
import io.perennial.datasets.cifar10.CifarFolder;
import io.perennial.datasets.cifar10.CifarLookup;
import io.perennial.datasets.compact.CompactFolder;
import io.perennial.datasets.compact.StoredDataset;
import io.perennial.datasets.shapes10.Shapes10;
import io.perennial.datasets.text.EncodedOpener;
import io.perennial.datasets.text.TextOpener;
import io.perennial.errors.InputException;
import io.perennial.errors.NearestName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds out what a user's words mean, and opens it. */
final class DatasetOpener {

    private static final String TRAIN = "train";
    private static final String TEST = "test";
    private static final String RECORD_FILE = ".bin";
    private static final String SUPPORTED =
            "supported are cifar10, shapes10, a folder that perennial data import wrote, a folder with data_batch_*.bin and test_batch.bin, "
                    + "a .bin file of records, and texts: a folder with train.tsv and test.tsv (or .txt, .conll, .parquet), such a file, or a folder that perennial data encode wrote";

    private final Datasets.Options options;
    private final Configuration hadoop;
    private final Consumer<String> progress;
    private final CifarArchive archive;

    DatasetOpener(Datasets.Options options, Configuration hadoop, Consumer<String> progress, CifarArchive archive) {
        this.options = options;
        this.hadoop = hadoop;
        this.progress = progress;
        this.archive = archive;
    }

    Dataset open(String data) {
        Optional<TextOpener> texts = texts(data);
        if (texts.isPresent()) {
            return texts.get().open();
        }
        Optional<EncodedOpener> encoded = encoded(data);
        if (encoded.isPresent()) {
            return encoded.get().open();
        }
        Located located = locate(data);
        if (located.test.isEmpty()) {
            throw new InputException(located.missingTest);
        }
        RecordSplit train = scan(TRAIN, located.train, located);
        RecordSplit test = scan(TEST, located.test, located);
        DatasetManifest.TestOverlap overlap = TestOverlapCheck.check(train.scan().fingerprints(), test.scan().fingerprints(), options.maxTestOverlap(), "images");
        DatasetManifest manifest = new DatasetManifest(data, train.manifest(), test.manifest(), overlap, null);
        return new RecordDataset(data, located.classes, located.format.shape(), located.normalization, train, test, manifest);
    }

    /** A data set of its own name is not looked for among files. */
    private Optional<TextOpener> texts(String data) {
        return Datasets.NAMES.contains(data) ? Optional.empty() : TextOpener.of(data, options, hadoop);
    }

    private Optional<EncodedOpener> encoded(String data) {
        return Datasets.NAMES.contains(data) ? Optional.empty() : EncodedOpener.of(data, options, hadoop);
    }

    OpenedSplit openSplit(String data, String split) {
        Optional<TextOpener> texts = texts(data);
        if (texts.isPresent()) {
            return texts.get().openSplit(split);
        }
        Optional<EncodedOpener> encoded = encoded(data);
        if (encoded.isPresent()) {
            return encoded.get().openSplit(split);
        }
        if (!split.equals(TRAIN) && !split.equals(TEST)) {
            throw new InputException("there is no split \"" + split + "\"; choose train or test");
        }
        // A single file has no splits of its own: all of it is what was asked for.
        boolean whole = data.endsWith(RECORD_FILE);
        Located located = locate(data);
        List<Source> sources = whole || split.equals(TRAIN) ? located.train : located.test;
        if (sources.isEmpty()) {
            throw new InputException(located.missingTest);
        }
        RecordSplit opened = scan(split, sources, located);
        return new OpenedSplit(data, located.classes, located.format.shape(), located.normalization, opened, opened.manifest());
    }

    /** Looks at every pixel and at copies, and refuses nothing that can be read. */
    DatasetDescription describe(String data) {
        Optional<TextOpener> texts = texts(data);
        if (texts.isPresent()) {
            return texts.get().describe();
        }
        Optional<EncodedOpener> encoded = encoded(data);
        if (encoded.isPresent()) {
            return encoded.get().describe();
        }
        boolean whole = data.endsWith(RECORD_FILE) && options.test() == null;
        Located located = locate(data);
        RecordSplit train = scan(TRAIN, located.train, located);
        RecordSplit test = whole || located.test.isEmpty() ? null : scan(TEST, located.test, located);
        List<DatasetDescription.SplitDescription> splits = new ArrayList<>();
        splits.add(train.describe());
        if (test != null) {
            splits.add(test.describe());
        }
        DatasetManifest.TestOverlap overlap = test == null ? null : TestOverlapCheck.check(train.scan().fingerprints(), test.scan().fingerprints(), 1, "images");
        return new DatasetDescription(data, located.format.shape(), located.classes, located.normalization, splits, overlap);
    }

    private RecordSplit scan(String name, List<Source> sources, Located located) {
        SplitScan scan = SplitScan.of(sources, located.format, hadoop);
        for (SplitScan.Scanned scanned : scan.sources()) {
            String expected = located.checksums.get(scanned.source().title());
            if (expected != null && !expected.equals(scanned.sha256())) {
                throw new InputException("%s: SHA-256 is %s, %s says %s; the file was changed or damaged: import the images again"
                        .formatted(scanned.source().title(), scanned.sha256(), CompactFolder.DESCRIPTION, expected));
            }
        }
        return new RecordSplit(name, located.format, located.classes, scan, hadoop);
    }

    /**
     * Sources by split; {@code missingTest} is the message for a test set that is needed and was not found; {@code checksums} are those
     * that a description beside the files gives, by the title of the source.
     */
    private record Located(RecordFormat format, List<String> classes, Normalization normalization, List<Source> train, List<Source> test,
                           String missingTest, Map<String, String> checksums) {

        Located(ImageRecords format, List<String> classes, List<Source> train, List<Source> test, String missingTest) {
            this(format, classes, Normalization.halves(format.shape().channels()), train, test, missingTest, Map.of());
        }
    }

    private Located locate(String data) {
        if (data == null || data.isBlank()) {
            throw new InputException("no data set is named; " + SUPPORTED);
        }
        return switch (data) {
            case Shapes10.NAME -> {
                refuseTest(data);
                yield shapes10();
            }
            case "cifar10" -> {
                refuseTest(data);
                yield folder(new CifarLookup(options.dataRoot(), archive, hadoop, progress).find());
            }
            default -> path(data);
        };
    }

    private void refuseTest(String data) {
        if (options.test() != null) {
            throw new InputException("test is " + options.test() + ", but " + data + " has a test set of its own; leave test out, or give a .bin file or a folder as data");
        }
    }

    private static Located shapes10() {
        ImageRecords format = new ImageRecords(new ImageShape(Shapes10.CHANNELS, Shapes10.SIDE, Shapes10.SIDE), Shapes10.CLASSES.size());
        return new Located(format, Shapes10.CLASSES,
                List.of(new Source.Drawn(Shapes10.DEFAULT_SEED, TRAIN, Shapes10.TRAIN_EXAMPLES)),
                List.of(new Source.Drawn(Shapes10.DEFAULT_SEED, TEST, Shapes10.TEST_EXAMPLES)), null);
    }

    private Located path(String data) {
        FileStatus status = status(data).orElseThrow(() -> new InputException(notFound(data)));
        if (status.isDirectory()) {
            Optional<CompactFolder> compact = CompactFolder.in(status.getPath(), hadoop);
            if (compact.isPresent()) {
                return compact(compact.get());
            }
            return folder(CifarFolder.in(status.getPath(), hadoop).orElseThrow(() -> new InputException(
                    data + ": the folder holds no " + CompactFolder.DESCRIPTION + ", no data_batch_*.bin, nor a folder " + CifarFolder.UNPACKED
                            + "; " + SUPPORTED + " (JPEG and PNG in a folder for each class: perennial data import makes them one)")));
        }
        if (!data.endsWith(RECORD_FILE)) {
            throw new InputException(data + ": not a file of images; " + SUPPORTED);
        }
        Optional<CompactFolder> around = CompactFolder.in(status.getPath().getParent(), hadoop);
        if (around.isPresent()) {
            return fileOf(around.get(), status);
        }
        return located(CifarFolder.classesBeside(status.getPath(), hadoop), List.of(status), Optional.empty(),
                data + " is a training set without a test set; name one with test (a .bin file), or give a folder that also holds test_batch.bin");
    }

    private Located compact(CompactFolder folder) {
        StoredDataset stored = folder.stored();
        Map<String, String> checksums = new HashMap<>();
        List<Source> train = sources(folder, stored.train(), checksums);
        List<Source> test = options.test() != null ? List.of(testFile(options.test()))
                : stored.test() == null ? List.of() : sources(folder, stored.test(), checksums);
        return new Located(RecordFormat.of(stored.shape(), stored.classes().size()), stored.classes(), stored.normalization(), train, test,
                folder.path() + ": was imported without a test set; import it with --test-share or --test, or name a .bin file with test", checksums);
    }

    private Located fileOf(CompactFolder folder, FileStatus file) {
        StoredDataset stored = folder.stored();
        List<Source> test = options.test() == null ? List.of() : List.of(testFile(options.test()));
        return new Located(RecordFormat.of(stored.shape(), stored.classes().size()), stored.classes(), stored.normalization(),
                List.of(new Source.File(file)), test, file.getPath() + " is one file of a data set; give its folder " + folder.path()
                + ", or name a test set with test (a .bin file)", Map.of());
    }

    private List<Source> sources(CompactFolder folder, StoredDataset.StoredSplit split, Map<String, String> checksums) {
        List<Source> sources = new ArrayList<>();
        for (StoredDataset.StoredFile file : split.files()) {
            Path path = new Path(folder.path(), file.name());
            FileStatus status = status(path.toString()).orElseThrow(() -> new InputException(
                    path + ": there is no such file, but " + CompactFolder.DESCRIPTION + " names it; copy the whole folder, or import the images again"));
            Source source = new Source.File(status);
            checksums.put(source.title(), file.sha256());
            sources.add(source);
        }
        return sources;
    }

    private Located folder(CifarFolder folder) {
        return located(folder.classes(), folder.train(), folder.test(),
                folder.path() + ": there is no test_batch.bin; put it there, or name a test set with test (a .bin file)");
    }

    private Located located(List<String> classes, List<FileStatus> train, Optional<FileStatus> test, String missingTest) {
        ImageRecords format = new ImageRecords(new ImageShape(CifarFolder.CHANNELS, CifarFolder.SIDE, CifarFolder.SIDE), CifarFolder.CLASSES.size());
        List<Source> testSources = options.test() == null
                ? test.<Source>map(Source.File::new).stream().toList()
                : List.of(testFile(options.test()));
        return new Located(format, classes, train.stream().<Source>map(Source.File::new).toList(), testSources, missingTest);
    }

    private Source testFile(String test) {
        FileStatus status = status(test).orElseThrow(() -> new InputException(test + ": there is no such file; test names a .bin file of CIFAR-10 records"));
        if (status.isDirectory() || !test.endsWith(RECORD_FILE)) {
            throw new InputException(test + ": not a .bin file; test names a .bin file of CIFAR-10 records");
        }
        return new Source.File(status);
    }

    private Optional<FileStatus> status(String location) {
        return FileLookup.status(location, hadoop);
    }

    private static String notFound(String data) {
        boolean looksLikePath = data.contains("/") || data.contains(".");
        if (looksLikePath) {
            return data + ": there is no such file or folder; " + SUPPORTED;
        }
        String nearest = NearestName.to(data, Datasets.NAMES).stream().findFirst().map(name -> " (did you mean " + name + "?)").orElse("");
        return "there is no data set, file or folder \"" + data + "\"" + nearest + "; " + SUPPORTED;
    }
}
