package io.perennial.datasets;

import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Finds what a user named. */
public final class FileLookup {

    private FileLookup() {
    }

    /**
     * A file or folder; empty if there is none.
     *
     * @param location a path or any Hadoop URI
     * @throws InputException if it cannot be looked up
     */
    public static Optional<FileStatus> status(String location, Configuration hadoop) {
        try {
            Path path = new Path(location);
            return Optional.of(path.getFileSystem(hadoop).getFileStatus(path));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException(location + ": cannot be opened: " + e.getMessage(), e);
        }
    }
}
