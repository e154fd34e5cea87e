package io.perennial.driver.refresh;

import io.perennial.checksum.Sha256;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
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
record ArrivalFile(String name, Path path, long bytes, long modified) implements ArrivalSource {

    private static final String RECORDS = ".bin";
    private static final int CHUNK = 1 << 16;
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

    @Override
    public String shown() {
        return path.toString();
    }

    @Override
    public boolean isSettled(long newest) {
        return modified <= newest;
    }

    @Override
    public boolean isChanged(Configuration hadoop) throws IOException {
        try {
            FileStatus now = path.getFileSystem(hadoop).getFileStatus(path);
            return now.getLen() != bytes || now.getModificationTime() != modified;
        } catch (FileNotFoundException gone) {
            return true;
        }
    }

    /** The first date in its name; empty if there is none. */
    @Override
    public Optional<LocalDate> date() {
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

    @Override
    public String sha256(Configuration hadoop) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = path.getFileSystem(hadoop).open(path)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return Sha256.hex(digest);
    }

    @Override
    public Records records(SavedModel model, Configuration hadoop) throws IOException {
        RecordLayout layout = RecordLayout.of(this, model, hadoop);
        if (bytes == 0) {
            throw new UnusableArrivalException("is empty");
        }
        long rest = bytes % layout.recordBytes();
        if (rest != 0) {
            throw new UnusableArrivalException("ends within record " + bytes / layout.recordBytes() + " (found " + rest + " of " + layout.recordBytes()
                    + " bytes): half written, or not the record layout of the model's images");
        }
        return new Laid(this, layout, hadoop);
    }

    /** The records of a file, by a layout that its length fits. */
    private record Laid(ArrivalFile file, RecordLayout layout, Configuration hadoop) implements Records {

        @Override
        public Optional<String> stated() {
            return Optional.ofNullable(layout.sha256());
        }

        @Override
        public String each(Reader reader) throws IOException {
            byte[] record = new byte[layout.recordBytes()];
            MessageDigest digest = Sha256.digest();
            int records = Math.toIntExact(file.bytes() / layout.recordBytes());
            try (InputStream in = file.path().getFileSystem(hadoop).open(file.path())) {
                for (int r = 0; r < records; r++) {
                    if (in.readNBytes(record, 0, record.length) < record.length) {
                        throw new UnusableArrivalException("became shorter while it was read");
                    }
                    digest.update(record);
                    reader.accept(record, layout.labels()[record[0] & 0xff], r);
                }
                if (in.read() >= 0) {
                    throw new UnusableArrivalException("became longer while it was read");
                }
            } catch (FileNotFoundException gone) {
                throw new UnusableArrivalException("went away while it was read");
            }
            return Sha256.hex(digest);
        }
    }
}
