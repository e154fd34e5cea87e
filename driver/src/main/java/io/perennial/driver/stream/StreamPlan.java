package io.perennial.driver.stream;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.perennial.driver.refresh.Audit;
import io.perennial.driver.storage.Json;
import io.perennial.errors.InputException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * What a stream delivers and what must become of it: {@code plan.json}.
 *
 * @param data       that it was made of
 * @param seed       of it
 * @param classes    all of them, in the order in which they come
 * @param oldClasses how many of them are known from the first day on
 * @param newImages  images of the new test set
 * @param days       in order
 */
public record StreamPlan(int formatVersion, String data, long seed, List<String> classes, int oldClasses, int newImages, List<Day> days) {

    static final int FORMAT_VERSION = 1;
    private static final String FILE = "plan.json";

    /**
     * A day.
     *
     * @param date       of it
     * @param newClass   that comes for the first time; null without
     * @param corruption of all its images, with the severity; null without
     * @param files      that are delivered
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Day(String date, String newClass, String corruption, List<Delivered> files) {
    }

    /**
     * A file that is delivered.
     *
     * @param name    path within the arrivals folder
     * @param sha256  of its bytes
     * @param becomes what must become of it
     * @param what    it is, for people
     */
    public record Delivered(String name, String sha256, Audit.Standing becomes, String what) {
    }

    void write(FileSystem files, Path folder) throws IOException {
        Json.writeSealed(files, new Path(folder, FILE), this);
    }

    static boolean exists(FileSystem files, Path folder) throws IOException {
        return files.exists(new Path(folder, FILE));
    }

    /** @throws InputException if there is none */
    static StreamPlan read(FileSystem files, Path folder) throws IOException {
        if (!exists(files, folder)) {
            throw new InputException(folder + " holds no stream: it has no " + FILE + "; make one with stream make");
        }
        return Json.readSealed(files, new Path(folder, FILE), StreamPlan.class);
    }
}
