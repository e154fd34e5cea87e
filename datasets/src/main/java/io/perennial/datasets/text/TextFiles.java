package io.perennial.datasets.text;

import io.perennial.datasets.FileLookup;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
record TextFiles(String name, Kind kind, List<FileStatus> train, List<FileStatus> valid, List<FileStatus> test, FileStatus classes, boolean whole) {

    /** What a file's ending says. */
    enum Kind {
        /** Rows with a class. */
        TABLE(".tsv"),
        /** Running text. */
        RUNNING(".txt"),
        /** Sentences of words with a tag each. */
        TAGGED(".conll");

        private final String ending;

        Kind(String ending) {
            this.ending = ending;
        }

        static Optional<Kind> of(String name) {
            return Arrays.stream(values()).filter(kind -> name.endsWith(kind.ending)).findFirst();
        }
    }

    private static final String ARRIVALS = "arrivals";
    private static final int LARGEST_CLASSES = 1 << 20;

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
        FileStatus found = status.get();
        if (!found.isDirectory()) {
            return Kind.of(found.getPath().getName()).map(kind -> new TextFiles(name, kind, List.of(found), List.of(), List.of(), null, true));
        }
        for (Kind kind : Kind.values()) {
            List<FileStatus> train = split("train", kind, found.getPath(), hadoop);
            List<FileStatus> test = split("test", kind, found.getPath(), hadoop);
            if (train.isEmpty()) {
                train = arrivals(kind, new Path(found.getPath(), ARRIVALS), hadoop);
            }
            if (!train.isEmpty() || !test.isEmpty()) {
                return Optional.of(new TextFiles(name, kind, train, split("valid", kind, found.getPath(), hadoop), test,
                        kind == Kind.TABLE ? classes(found.getPath(), hadoop) : null, false));
            }
        }
        return Optional.empty();
    }

    private static List<FileStatus> split(String split, Kind kind, Path folder, Configuration hadoop) {
        return FileLookup.status(new Path(folder, split + kind.ending).toString(), hadoop).filter(FileStatus::isFile).map(List::of).orElse(List.of());
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

    private static List<FileStatus> arrivals(Kind kind, Path folder, Configuration hadoop) {
        List<FileStatus> files = new ArrayList<>();
        try {
            for (FileStatus file : folder.getFileSystem(hadoop).listStatus(folder)) {
                if (file.isFile() && file.getPath().getName().endsWith(kind.ending) && !file.getPath().getName().startsWith(".")) {
                    files.add(file);
                }
            }
        } catch (FileNotFoundException none) {
            return List.of();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
        files.sort(Comparator.comparing(file -> file.getPath().getName()));
        return files;
    }

    /**
     * The files of a split.
     *
     * @throws InputException if there are none
     */
    List<FileStatus> of(String split) {
        List<FileStatus> files = whole ? train : switch (split) {
            case "train" -> train;
            case "valid" -> valid;
            case "test" -> test;
            default -> throw new InputException("there is no split \"" + split + "\"; choose train, valid or test");
        };
        if (files.isEmpty()) {
            throw new InputException(name + ": there is no " + split + kind.ending + (split.equals("test") ? "; put it there, or name a test set with test" : "; put it there"));
        }
        return files;
    }
}
