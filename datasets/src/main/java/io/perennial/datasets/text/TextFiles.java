package io.perennial.datasets.text;

import io.perennial.datasets.FileLookup;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/**
 * Text files of a data set by split: one file, or a folder with {@code train} (or a folder {@code arrivals}), {@code valid} and {@code test}.
 *
 * @param name    what the user asked for
 * @param kind    of all files
 * @param train   in reading order; empty if there is none
 * @param valid   empty if there is none
 * @param test    empty if there is none
 * @param classes the file that names a table's classes; null if there is none
 * @param whole   whether it is one file, which has no splits of its own
 */
record TextFiles(String name, TextKind kind, List<TextSource> train, List<TextSource> valid, List<TextSource> test, FileStatus classes, boolean whole) {

    private static final String ARRIVALS = "arrivals";
    private static final int LARGEST_CLASSES = 1 << 20;
    private static final List<String> ENDINGS = Stream.concat(Arrays.stream(TextKind.values()).map(TextKind::ending), Stream.of(ParquetTable.ENDING)).toList();

    /**
     * Looks whether a name means texts: a path, or below {@code dataRoot}.
     *
     * @param dataRoot where named data sets are looked up; null or empty for {@code ~/.perennial/data}
     */
    static Optional<TextFiles> find(String name, String dataRoot, Configuration hadoop) {
        return locations(name, dataRoot).stream().map(location -> at(name, location, hadoop)).flatMap(Optional::stream).findFirst();
    }

    /** Where a name may be found, in the order in which it is looked for. */
    static List<String> locations(String name, String dataRoot) {
        if (name == null || name.isBlank()) {
            return List.of();
        }
        String root = dataRoot == null || dataRoot.isBlank() ? Paths.get(System.getProperty("user.home"), ".perennial", "data").toString() : dataRoot;
        return name.contains(":") || name.startsWith("/") ? List.of(name) : List.of(name, root + "/" + name);
    }

    private static Optional<TextFiles> at(String name, String location, Configuration hadoop) {
        Optional<FileStatus> status = FileLookup.status(location, hadoop);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        Optional<TextSource> whole = source(status.get(), hadoop);
        if (whole.isPresent()) {
            return Optional.of(new TextFiles(name, whole.get().kind(), List.of(whole.get()), List.of(), List.of(), null, true));
        }
        return status.get().isDirectory() ? ENDINGS.stream().map(ending -> in(name, status.get().getPath(), ending, hadoop)).flatMap(Optional::stream).findFirst()
                : Optional.empty();
    }

    private static Optional<TextFiles> in(String name, Path folder, String ending, Configuration hadoop) {
        List<TextSource> train = split("train", ending, folder, hadoop);
        List<TextSource> test = split("test", ending, folder, hadoop);
        if (train.isEmpty()) {
            train = arrivals(ending, new Path(folder, ARRIVALS), hadoop);
        }
        if (train.isEmpty() && test.isEmpty()) {
            return Optional.empty();
        }
        List<TextSource> valid = split("valid", ending, folder, hadoop);
        List<TextSource> all = Stream.of(train, test, valid).flatMap(List::stream).toList();
        TextKind kind = all.get(0).kind();
        all.stream().filter(other -> other.kind() != kind).findFirst().ifPresent(other -> {
            throw new InputException(other.uri() + " holds " + other.kind().shown() + ", but " + all.get(0).uri() + " " + kind.shown() + "; write all splits with the same columns");
        });
        return Optional.of(new TextFiles(name, kind, train, valid, test, kind == TextKind.TABLE ? classes(folder, hadoop) : null, false));
    }

    /**
     * What a name's ending says: a plain file, or Parquet, a file or a folder; empty if it says nothing.
     *
     * @throws InputException if it is Parquet that cannot be read
     */
    static Optional<TextSource> source(FileStatus found, Configuration hadoop) {
        if (found.getPath().getName().endsWith(ParquetTable.ENDING)) {
            return Optional.of(ParquetTable.of(found, hadoop));
        }
        return found.isFile() ? TextKind.of(found.getPath().getName()).map(kind -> new TextFile(found.getPath().toString(), kind)) : Optional.empty();
    }

    private static List<TextSource> split(String split, String ending, Path folder, Configuration hadoop) {
        return FileLookup.status(new Path(folder, split + ending).toString(), hadoop).flatMap(found -> source(found, hadoop)).map(List::of).orElse(List.of());
    }

    private static FileStatus classes(Path folder, Configuration hadoop) {
        return FileLookup.status(new Path(folder, TextOpener.CLASSES).toString(), hadoop).filter(FileStatus::isFile).orElse(null);
    }

    /**
     * The classes that a file names, one a line, in the order of a model's outputs.
     *
     * @return empty if there is no such file
     * @throws InputException if it cannot be read, or names one twice
     */
    List<String> namedClasses(Configuration hadoop) {
        if (classes == null) {
            return List.of();
        }
        String file = classes.getPath().toString();
        byte[] bytes;
        try (InputStream in = classes.getPath().getFileSystem(hadoop).open(classes.getPath())) {
            bytes = in.readNBytes(LARGEST_CLASSES + 1);
        } catch (IOException e) {
            throw new InputException(file + ": cannot be read: " + e.getMessage(), e);
        }
        List<String> names = bytes.length > LARGEST_CLASSES ? List.of() : new String(bytes, StandardCharsets.UTF_8).lines().toList();
        if (names.size() < 2 || names.stream().anyMatch(String::isBlank) || Set.copyOf(names).size() < names.size()) {
            throw new InputException(file + ": expected at least two classes, one a line, none twice or blank, and at most " + LARGEST_CLASSES
                    + " bytes; correct it, or remove it: then the classes are the labels of the training texts");
        }
        return names;
    }

    private static List<TextSource> arrivals(String ending, Path folder, Configuration hadoop) {
        try {
            return Arrays.stream(folder.getFileSystem(hadoop).listStatus(folder))
                    .filter(file -> file.getPath().getName().endsWith(ending) && !file.getPath().getName().startsWith("."))
                    .sorted(Comparator.comparing(file -> file.getPath().getName())).map(file -> source(file, hadoop)).flatMap(Optional::stream).toList();
        } catch (FileNotFoundException none) {
            return List.of();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    /**
     * The files of a split.
     *
     * @throws InputException if there are none
     */
    List<TextSource> of(String split) {
        List<TextSource> files = whole ? train : switch (split) {
            case "train" -> train;
            case "valid" -> valid;
            case "test" -> test;
            default -> throw new InputException("there is no split \"" + split + "\"; choose train, valid or test");
        };
        if (files.isEmpty()) {
            throw new InputException(name + ": there is no " + split + ending() + (split.equals("test") ? "; put it there, or name a test set with test" : "; put it there"));
        }
        return files;
    }

    /** Of the files that there are. */
    private String ending() {
        return Stream.of(train, valid, test).flatMap(List::stream).anyMatch(ParquetTable.class::isInstance) ? ParquetTable.ENDING : kind.ending();
    }
}
