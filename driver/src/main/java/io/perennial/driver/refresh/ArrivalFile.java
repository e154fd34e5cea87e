package io.perennial.driver.refresh;

import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * A file in the arrivals folder.
 *
 * @param name     path within the folder
 * @param bytes    length
 * @param modified milliseconds since 1970
 */
record ArrivalFile(String name, Path path, long bytes, long modified) {

    private static final String RECORDS = ".bin";
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /**
     * All files of records in a folder, at any depth, by name. Names that start with a dot or an underscore are others' business.
     *
     * @throws InputException if there is no such folder
     */
    static List<ArrivalFile> in(String folder, Configuration hadoop) throws IOException {
        Path root = new Path(folder);
        FileSystem files = root.getFileSystem(hadoop);
        root = files.makeQualified(root);
        List<ArrivalFile> found = new ArrayList<>();
        try {
            if (!files.getFileStatus(root).isDirectory()) {
                throw new InputException("arrivals: " + folder + " is a file; name the folder where new files arrive");
            }
            for (RemoteIterator<LocatedFileStatus> all = files.listFiles(root, true); all.hasNext(); ) {
                LocatedFileStatus file = all.next();
                String name = root.toUri().relativize(file.getPath().toUri()).getPath();
                if (name.endsWith(RECORDS) && !name.startsWith(".") && !name.startsWith("_") && !name.contains("/.") && !name.contains("/_")) {
                    found.add(new ArrivalFile(name, file.getPath(), file.getLen(), file.getModificationTime()));
                }
            }
        } catch (FileNotFoundException e) {
            throw new InputException("arrivals: there is no folder " + folder + "; make it, or correct arrivals", e);
        }
        found.sort(Comparator.comparing(ArrivalFile::name));
        return found;
    }

    /** Whether it is not what it was when the folder was listed. */
    boolean isChanged(Configuration hadoop) throws IOException {
        try {
            FileStatus now = path.getFileSystem(hadoop).getFileStatus(path);
            return now.getLen() != bytes || now.getModificationTime() != modified;
        } catch (FileNotFoundException gone) {
            return true;
        }
    }

    /** The first date in its name; empty if there is none. */
    Optional<LocalDate> date() {
        Matcher dates = DATE.matcher(name);
        while (dates.find()) {
            try {
                return Optional.of(LocalDate.parse(dates.group()));
            } catch (DateTimeException looksLikeOne) {
                continue;
            }
        }
        return Optional.empty();
    }
}
