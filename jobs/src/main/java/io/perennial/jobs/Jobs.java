package io.perennial.jobs;

import io.perennial.driver.job.Job;
import io.perennial.driver.job.JobFile;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.job.RefreshJobFile;
import io.perennial.errors.InputException;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Finds the job that the command line names. */
final class Jobs {

    // a scheme of one letter would be a drive
    private static final Pattern URI = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*");
    private static final String QUICKSTART = "quickstart.yaml";

    private final Configuration hadoop;
    private final List<String> overrides;

    Jobs(Configuration hadoop, List<String> overrides) {
        this.hadoop = hadoop;
        this.overrides = overrides;
    }

    /** The job of a file, local or of any Hadoop file system. */
    Job file(String file) {
        if (!URI.matcher(file).matches()) {
            return JobFile.load(java.nio.file.Path.of(file), overrides);
        }
        return JobFile.parse(read(new Path(file), "job file " + file + " not found; name a file that exists"), file, overrides);
    }

    /** The refresh job of a file, local or of any Hadoop file system. */
    RefreshJob refresh(String file) {
        if (!URI.matcher(file).matches()) {
            return RefreshJobFile.load(java.nio.file.Path.of(file), overrides);
        }
        return RefreshJobFile.parse(read(new Path(file), "job file " + file + " not found; name a file that exists"), file, overrides);
    }

    /** The job of a run directory, continued in that directory wherever the run was when it wrote its job file. */
    Job ofRun(String directory) {
        Path file = new Path(directory, "job.yaml");
        String text = read(file, directory + " is not a run directory: it has no job.yaml; name the directory that the run printed");
        return JobFile.parse(text, file.toString(), overrides);
    }

    /** The job of a run directory, to be trained again elsewhere: without the run's own output. */
    Job againOf(String directory) {
        List<String> elsewhere = new ArrayList<>(List.of("output="));
        elsewhere.addAll(overrides);
        return new Jobs(hadoop, elsewhere).ofRun(directory);
    }

    Job quickstart() {
        try (InputStream in = Jobs.class.getResourceAsStream(QUICKSTART)) {
            return JobFile.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), QUICKSTART, overrides);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(Path file, String notFound) {
        try (FSDataInputStream in = file.getFileSystem(hadoop).open(file)) {
            return new String(in.readNBytes(JobFile.LARGEST + 1), StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            throw new InputException(notFound, e);
        } catch (IOException e) {
            throw new InputException(file + " cannot be read (" + e.getMessage() + "); check the address and access", e);
        }
    }
}
