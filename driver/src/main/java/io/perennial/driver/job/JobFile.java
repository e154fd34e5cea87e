package io.perennial.driver.job;

import io.perennial.errors.InputException;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Reads a training job: {@code --set} over job file over default. A key set twice in the file is refused; of two {@code --set} of one
 * key the later counts; {@code --set key=} drops what the file says, so that the default counts.
 */
public final class JobFile {

    /** Bytes of a job file at most: the longest real one has a hundredth of it. */
    public static final int LARGEST = SettingsFile.LARGEST;

    private static final SettingsFile FILE = new SettingsFile(JobSettings.all());

    private JobFile() {
    }

    /**
     * Reads a job file of the local file system.
     *
     * @param overrides {@code key=value} each
     * @throws InputException if there is no such file, or as {@link #parse} does
     */
    public static Job load(Path file, List<String> overrides) {
        return new Job(FILE.load(file, overrides));
    }

    /**
     * Reads the text of a job file, for files that come from elsewhere (a Hadoop file system, the class path).
     *
     * @param file      its name or URI, for messages and for the job's name
     * @param overrides {@code key=value} each
     * @throws InputException in one line if the text is no YAML mapping, a key is unknown or set twice, a value is wrong, or
     *                        settings are not valid together
     */
    public static Job parse(String text, String file, List<String> overrides) {
        return new Job(FILE.parse(text, file, overrides));
    }

    /**
     * A job that a program makes without a file.
     *
     * @param program what the user calls it, for messages
     * @param values  by key; what is not there has its default
     * @throws InputException as {@link #parse} does
     */
    public static Job of(String program, Map<String, String> values) {
        return new Job(FILE.of(program, values));
    }
}
