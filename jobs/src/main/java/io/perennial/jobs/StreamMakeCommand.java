package io.perennial.jobs;

import io.perennial.driver.stream.DailyStream;
import java.io.IOException;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code stream make FOLDER}. */
@Command(name = "make", description = "Makes a first data set, sixty days of deliveries, test sets and what joint training takes.", sortOptions = false)
final class StreamMakeCommand extends Verb {

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where it is made, any Hadoop URI.")
    private String folder;

    @Option(names = "--data", paramLabel = "DATA", defaultValue = "cifar10", description = "A data set's name or a folder: images in colour of ten classes (default:"
            + " ${DEFAULT-VALUE}).")
    private String data;

    @Option(names = "--per-class", paramLabel = "N", defaultValue = "3600", description = "Images of each class in the end (default: ${DEFAULT-VALUE}).")
    private int perClass;

    @Option(names = "--first", paramLabel = "N", defaultValue = "2000", description = "Of those of the six classes that are known at first, for the first version (default:"
            + " ${DEFAULT-VALUE}).")
    private int first;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides which images come when, and what is random of their corruptions (default:"
            + " ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    protected ExitCode run() throws IOException {
        DailyStream.make(folder, data, seed, new DailyStream.Sizes(perClass, first), SparkHadoopUtil.get().newConfiguration(new SparkConf()), err()::println);
        if (json()) {
            printJson(Map.of("status", "done", "folder", folder));
        } else {
            out().println(folder);
            out().flush();
        }
        return ExitCode.DONE;
    }
}
