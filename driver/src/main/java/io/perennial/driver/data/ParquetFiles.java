package io.perennial.driver.data;

import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/** Tells Parquet from other files by its name. */
public final class ParquetFiles {

    private static final String ENDING = ".parquet";

    private ParquetFiles() {
    }

    /**
     * Whether a location is a {@code .parquet} file, or a folder with one at any depth.
     *
     * @throws InputException if there is nothing
     */
    public static boolean at(String location, Configuration hadoop) {
        try {
            Path path = new Path(location);
            FileSystem files = path.getFileSystem(hadoop);
            FileStatus status = files.getFileStatus(path);
            if (status.isFile() || location.endsWith(ENDING)) {
                return location.endsWith(ENDING);
            }
            for (RemoteIterator<? extends FileStatus> all = files.listFiles(path, true); all.hasNext(); ) {
                if (all.next().getPath().getName().endsWith(ENDING)) {
                    return true;
                }
            }
            return false;
        } catch (FileNotFoundException e) {
            throw new InputException(location + ": there is no such file or folder; give a folder of images, or Parquet", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(location + ": cannot be opened: " + e.getMessage(), e);
        }
    }
}
