package io.perennial.driver.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Files {@code 000001.json}, {@code 000002.json}, ... in one directory, of which the highest number counts.
 *
 * @param files its file system
 * @param root  the directory
 */
public record NumberedFiles(FileSystem files, Path root) {

    private static final Pattern NAME = Pattern.compile("\\d{6,}\\.json");

    /**
     * The highest number; 0 where there is no file.
     *
     * @throws FileNotFoundException if there is no directory
     */
    public int newest() throws IOException {
        return Arrays.stream(files.listStatus(root)).map(entry -> entry.getPath().getName()).filter(NumberedFiles::isOne)
                .mapToInt(name -> Integer.parseInt(name.substring(0, name.indexOf('.')))).max().orElse(0);
    }

    /** Whether a file of this name is one of them. */
    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }

    public Path file(int number) {
        return new Path(root, String.format("%06d.json", number));
    }
}
