package io.perennial.driver.job;

import io.perennial.errors.InputException;
import java.nio.file.Path;
import java.util.List;

/** Reads a refresh job, by the rules of {@link JobFile}. */
public final class RefreshJobFile {

    private static final SettingsFile FILE = new SettingsFile(RefreshSettings.all());

    private RefreshJobFile() {
    }

    /**
     * Reads a job file of the local file system.
     *
     * @param overrides {@code key=value} each
     * @throws InputException if there is no such file, or as {@link #parse} does
     */
    public static RefreshJob load(Path file, List<String> overrides) {
        return new RefreshJob(FILE.load(file, overrides));
    }

    /**
     * Reads the text of a job file.
     *
     * @param file      its name or URI, for messages and for the job's name
     * @param overrides {@code key=value} each
     * @throws InputException in one line if the text is no YAML mapping, a key is unknown, missing or set twice, a value is wrong, or
     *                        settings are not valid together
     */
    public static RefreshJob parse(String text, String file, List<String> overrides) {
        return new RefreshJob(FILE.parse(text, file, overrides));
    }
}
