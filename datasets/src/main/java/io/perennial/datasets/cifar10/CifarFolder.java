package io.perennial.datasets.cifar10;

import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A folder in the CIFAR-10 binary layout: training records in {@code data_batch_*.bin}, test records in {@code test_batch.bin}.
 *
 * @param path    the folder that holds the files
 * @param classes names in the order of the labels: from {@code batches.meta.txt} where it is there, else those of CIFAR-10
 * @param train   in the order of their names
 * @param test    absent if the folder has none
 */
public record CifarFolder(Path path, List<String> classes, List<FileStatus> train, Optional<FileStatus> test) {

    public static final int CHANNELS = 3;
    public static final int SIDE = 32;
    /** One label byte, then the pixels. */
    public static final int RECORD_BYTES = 1 + CHANNELS * SIDE * SIDE;
    public static final List<String> CLASSES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    /** Name of the folder in the official archive. */
    public static final String UNPACKED = "cifar-10-batches-bin";

    private static final String TEST_FILE = "test_batch.bin";
    private static final String CLASS_NAMES_FILE = "batches.meta.txt";

    /**
     * Looks into a folder, and into the folder {@value #UNPACKED} within it.
     *
     * @return empty if neither is there with training records
     * @throws InputException if the file system refuses
     */
    public static Optional<CifarFolder> in(Path folder, Configuration hadoop) {
        return directly(folder, hadoop).or(() -> directly(new Path(folder, UNPACKED), hadoop));
    }

    private static Optional<CifarFolder> directly(Path folder, Configuration hadoop) {
        FileStatus[] files;
        try {
            files = folder.getFileSystem(hadoop).listStatus(folder, file -> file.getName().endsWith(".bin"));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new InputException(folder + ": cannot be listed: " + e.getMessage(), e);
        }
        List<FileStatus> train = named(files, "data_batch_");
        if (train.isEmpty()) {
            return Optional.empty();
        }
        List<FileStatus> tests = named(files, "test_batch");
        Optional<FileStatus> test = tests.stream().filter(file -> file.getPath().getName().equals(TEST_FILE)).findFirst()
                // The small sets for development are called test_batch_mini.bin; two such files would be a guess.
                .or(() -> tests.size() == 1 ? Optional.of(tests.get(0)) : Optional.empty());
        return Optional.of(new CifarFolder(folder, classesBeside(train.get(0).getPath(), hadoop), train, test));
    }

    private static List<FileStatus> named(FileStatus[] files, String prefix) {
        return Arrays.stream(files)
                .filter(file -> file.isFile() && file.getPath().getName().startsWith(prefix))
                .sorted(Comparator.comparing(file -> file.getPath().getName()))
                .toList();
    }

    /** Names from {@code batches.meta.txt} in the same folder, if it is there and has one for each label; else those of CIFAR-10. */
    public static List<String> classesBeside(Path file, Configuration hadoop) {
        Path names = new Path(file.getParent(), CLASS_NAMES_FILE);
        try {
            FileSystem files = names.getFileSystem(hadoop);
            if (!files.exists(names)) {
                return CLASSES;
            }
            try (InputStream in = files.open(names)) {
                List<String> found = new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().map(String::strip).filter(name -> !name.isEmpty()).toList();
                return found.size() == CLASSES.size() ? found : CLASSES;
            }
        } catch (IOException e) {
            throw new InputException(names + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The files of the official set that are not there, by name. */
    List<String> missing() {
        List<String> there = new ArrayList<>(train.stream().map(file -> file.getPath().getName()).toList());
        test.ifPresent(file -> there.add(file.getPath().getName()));
        return CifarArchive.RECORD_FILES.stream().filter(name -> !there.contains(name)).toList();
    }
}
