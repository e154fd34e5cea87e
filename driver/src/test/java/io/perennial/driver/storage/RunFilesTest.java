package io.perennial.driver.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFilesTest {

    @TempDir
    java.nio.file.Path folder;

    @Test
    void whatItMakesHasThePermissionsThatHadoopGives() throws IOException {
        Configuration hadoop = new Configuration();
        FileSystem hadoops = FileSystem.newInstanceLocal(hadoop);
        FileSystem ours = RunFiles.of(new Path(folder.toUri()), hadoop);
        assertThat(make("hadoop", hadoops)).isEqualTo(make("ours", ours)).hasSize(3);
        assertThat(hadoops.getFileStatus(new Path(folder.resolve("ours/closed").toUri())).getPermission()).isEqualTo(new FsPermission("600"));
    }

    private TreeMap<String, String> make(String name, FileSystem files) throws IOException {
        Path directory = new Path(folder.resolve(name).toUri());
        assertThat(files.mkdirs(directory)).isTrue();
        try (var out = files.create(new Path(directory, "file"), false)) {
            out.write(1);
        }
        try (var out = files.create(new Path(directory, "closed"), new FsPermission("600"), true, 4096, (short) 1, 1 << 20, null)) {
            out.write(1);
        }
        TreeMap<String, String> permissions = new TreeMap<>();
        for (String made : new String[] {"", "file", "closed"}) {
            permissions.put(made, Files.getPosixFilePermissions(folder.resolve(name).resolve(made)).toString());
        }
        return permissions;
    }

    @Test
    void aClassThatSomebodySetForLocalFilesIsLeftToThem() throws IOException {
        Configuration hadoop = new Configuration();
        hadoop.setClass("fs.file.impl", Own.class, FileSystem.class);
        hadoop.setBoolean("fs.file.impl.disable.cache", true);
        assertThat(RunFiles.of(new Path(folder.toUri()), hadoop)).isInstanceOf(Own.class);
    }

    /** Of somebody. */
    public static final class Own extends LocalFileSystem {
    }
}
