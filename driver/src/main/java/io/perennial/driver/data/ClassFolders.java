package io.perennial.driver.data;

import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/** A folder with a folder for each class, with JPEG and PNG files at any depth. Names that begin with a dot or an underscore do not count. */
public final class ClassFolders implements ImportSource {

    private static final int SAMPLES = 20;

    /** @param key where it stands in the order; null until there is one */
    private record ImageFile(String path, String relative, int label, String key) implements Serializable {
    }

    private record Part(String split, int number, List<ImageFile> files) implements Serializable {
    }

    private final List<String> classes;
    private final List<ImageFile> files;

    private ClassFolders(List<String> classes, List<ImageFile> files) {
        this.classes = classes;
        this.files = files;
    }

    /**
     * Lists a folder.
     *
     * @param known   classes of the training set if this is the test set; else null
     * @param ignored is told of files that are no images
     */
    static ClassFolders in(String source, List<String> known, Configuration hadoop, java.util.function.Consumer<String> ignored) {
        try {
            Path root = new Path(source);
            FileSystem fs = root.getFileSystem(hadoop);
            List<Path> folders = new ArrayList<>();
            for (FileStatus status : fs.listStatus(root)) {
                if (status.isDirectory() && isShown(status.getPath())) {
                    folders.add(status.getPath());
                }
            }
            folders.sort(Comparator.comparing(Path::getName));
            List<String> names = folders.stream().map(Path::getName).toList();
            if (names.equals(List.of("test", "train"))) {
                throw new InputException("%s: holds the folders train and test, which are no classes; give %s/train --test %s/test".formatted(source, source, source));
            }
            if (names.isEmpty()) {
                throw new InputException(source + ": holds no folders; expected a folder of JPEG or PNG files for each class, or Parquet files");
            }
            if (known != null && !known.containsAll(names)) {
                String other = names.stream().filter(name -> !known.contains(name)).findFirst().orElseThrow();
                throw new InputException(source + ": has the class \"" + other + "\", which the training set has not; use the same class folders in both");
            }
            List<String> classes = known == null ? names : known;
            if (classes.size() > 256) {
                throw new InputException(source + ": has " + classes.size() + " class folders, at most 256 are supported");
            }
            List<ImageFile> files = new ArrayList<>();
            long others = 0;
            for (Path folder : folders) {
                int before = files.size();
                others += list(fs, fs.makeQualified(folder), classes.indexOf(folder.getName()), files);
                if (files.size() == before) {
                    throw new InputException(folder + ": holds no .jpg, .jpeg or .png file; put images there, or take the folder away");
                }
            }
            if (others > 0) {
                ignored.accept(source + ": " + others + " files that are not named .jpg, .jpeg or .png are left out");
            }
            files.sort(Comparator.comparing(ImageFile::relative));
            return new ClassFolders(classes, files);
        } catch (FileNotFoundException e) {
            throw new InputException(source + ": there is no such folder; give a folder with a folder of JPEG or PNG files for each class, or Parquet", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(source + ": cannot be listed: " + e.getMessage(), e);
        }
    }

    private static long list(FileSystem fs, Path folder, int label, List<ImageFile> files) throws IOException {
        long others = 0;
        for (RemoteIterator<? extends FileStatus> all = fs.listFiles(folder, true); all.hasNext(); ) {
            Path path = all.next().getPath();
            if (!isShown(path)) {
                continue;
            }
            if (isImageName(path.getName())) {
                String relative = folder.getName() + path.toUri().getPath().substring(folder.toUri().getPath().length());
                files.add(new ImageFile(path.toString(), relative, label, null));
            } else {
                others++;
            }
        }
        return others;
    }

    /** Whether a file is named as a JPEG or PNG is. */
    public static boolean isImageName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".jpg") || lower.endsWith(".jpeg") || lower.endsWith(".png");
    }

    /** Whether a file or folder counts. */
    public static boolean isShown(Path path) {
        return !path.getName().startsWith(".") && !path.getName().startsWith("_");
    }

    List<String> classes() {
        return classes;
    }

    int size() {
        return files.size();
    }

    @Override
    public List<String> classes(JavaSparkContext spark) {
        return classes;
    }

    @Override
    public List<LabelledImage> samples(JavaSparkContext spark) throws IOException {
        List<LabelledImage> samples = new ArrayList<>();
        for (ImageFile file : files.subList(0, Math.min(SAMPLES, files.size()))) {
            samples.add(read(file, spark.hadoopConfiguration()));
        }
        return samples;
    }

    @Override
    public ImageFitting.Raw raw() {
        return ImageFitting.Raw.BAD;
    }

    @Override
    public List<ImportedPart> write(JavaSparkContext spark, ImportOrder order, PartWriter writer, int perPart) {
        List<ImageFile> ordered = new ArrayList<>(files.stream().map(file -> new ImageFile(file.path, file.relative, file.label,
                order.key(file.relative.getBytes(StandardCharsets.UTF_8), classes.get(file.label)))).toList());
        ordered.sort(Comparator.comparing(ImageFile::key));
        List<Part> parts = new ArrayList<>();
        List<ImageFile> test = new ArrayList<>();
        for (int label = 0; label < classes.size(); label++) {
            int wanted = label;
            List<ImageFile> ofClass = new ArrayList<>(ordered.stream().filter(file -> file.label == wanted).toList());
            ofClass.sort(Comparator.comparingDouble(file -> order.draw(file.key)));
            test.addAll(ofClass.subList(0, (int) Math.round(order.testShare() * ofClass.size())));
        }
        var chosen = new java.util.HashSet<>(test);
        parts.addAll(parts("train", ordered.stream().filter(file -> !chosen.contains(file)).toList(), perPart));
        parts.addAll(parts("test", ordered.stream().filter(chosen::contains).toList(), perPart));
        Broadcast<SerializableConfiguration> hadoop = spark.broadcast(new SerializableConfiguration(spark.hadoopConfiguration()));
        return spark.parallelize(parts, parts.size()).map(part -> {
            Configuration configuration = hadoop.value().value();
            return writer.write(part.split, part.number, TaskContext.get().taskAttemptId(), reading(part.files.iterator(), configuration), configuration);
        }).collect();
    }

    private static List<Part> parts(String split, List<ImageFile> files, int perPart) {
        return IntStream.range(0, (files.size() + perPart - 1) / perPart)
                .mapToObj(n -> new Part(split, n, List.copyOf(files.subList(n * perPart, Math.min(files.size(), (n + 1) * perPart))))).toList();
    }

    private static Iterator<LabelledImage> reading(Iterator<ImageFile> files, Configuration hadoop) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return files.hasNext();
            }

            @Override
            public LabelledImage next() {
                try {
                    return read(files.next(), hadoop);
                } catch (IOException e) {
                    // Not a bad image: storage that fails now may work for the next attempt.
                    throw new java.io.UncheckedIOException(e);
                }
            }
        };
    }

    private static LabelledImage read(ImageFile file, Configuration hadoop) throws IOException {
        Path path = new Path(file.path);
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            return new LabelledImage(file.path, file.label, in.readAllBytes());
        }
    }
}
