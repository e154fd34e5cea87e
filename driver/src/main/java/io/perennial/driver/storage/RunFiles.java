package io.perennial.driver.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * The file system of a run's files. On a local disk Hadoop starts a process, {@code chmod}, for every file and directory that it makes where its
 * native library is missing, which it nearly always is; a checkpoint makes twenty. Here the JVM sets permissions itself; all else is Hadoop's.
 */
public final class RunFiles {

    private static FileSystem local;

    private RunFiles() {
    }

    /** The file system of a path; a class that somebody set for local files is left to them. */
    public static FileSystem of(Path path, Configuration hadoop) throws IOException {
        FileSystem found = path.getFileSystem(hadoop);
        return found.getClass() == LocalFileSystem.class ? local(hadoop) : found;
    }

    private static synchronized FileSystem local(Configuration hadoop) throws IOException {
        if (local == null) {
            FileSystem made = new LocalFileSystem(new Disk());
            made.initialize(URI.create("file:///"), hadoop);
            local = made;
        }
        return local;
    }

    private static final class Disk extends RawLocalFileSystem {

        @Override
        public void setPermission(Path path, FsPermission permission) throws IOException {
            try {
                Files.setPosixFilePermissions(pathToFile(path).toPath(), PosixFilePermissions.fromString(
                        permission.getUserAction().SYMBOL + permission.getGroupAction().SYMBOL + permission.getOtherAction().SYMBOL));
            } catch (UnsupportedOperationException notPosix) {
                super.setPermission(path, permission);
            }
        }
    }
}
