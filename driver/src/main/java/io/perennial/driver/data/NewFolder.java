package io.perennial.driver.data;

import io.perennial.errors.InputException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A folder that is yet to be made. */
public final class NewFolder {

    private NewFolder() {
    }

    /** Writes what the folder holds. */
    @FunctionalInterface
    public interface Filling<T> {
        T fill(FileSystem files, Path folder) throws IOException;
    }

    /**
     * Makes the folder and has it filled. If that fails, whatever was thrown, nothing of it is left.
     *
     * @param out a folder that {@link #check} let pass
     */
    public static <T> T fill(String out, Configuration hadoop, Filling<T> filling) throws IOException {
        Path folder = new Path(out);
        FileSystem files = folder.getFileSystem(hadoop);
        boolean whole = false;
        try {
            files.mkdirs(folder);
            T filled = filling.fill(files, folder);
            whole = true;
            return filled;
        } finally {
            if (!whole) {
                files.delete(folder, true);
            }
        }
    }

    /** @throws InputException if something is there already, or its file system cannot be reached; nothing is written */
    public static void check(String out, Configuration hadoop) {
        try {
            Path path = new Path(out);
            FileSystem files = path.getFileSystem(hadoop);
            if (files.exists(path) && (!files.getFileStatus(path).isDirectory() || files.listStatus(path).length > 0)) {
                throw new InputException("--out: " + out + " is there already; give a folder that is not, or remove it first");
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("--out: cannot use '" + out + "': " + e.getMessage() + "; give a local folder or a Hadoop URI", e);
        }
    }
}
