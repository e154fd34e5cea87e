package io.perennial.jobs;

import io.perennial.datasets.Datasets;
import io.perennial.datasets.OpenedSplit;
import io.perennial.driver.continual.AccuracyMatrix;
import io.perennial.driver.continual.TaskStream;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.worker.model.ModelDefinition;
import io.perennial.worker.model.Models;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code continual JOB.yaml}: a data set's classes one group after another. */
@Command(name = "continual", description = "Learns the classes of a data set one group after another, by refreshes, and tells what was forgotten. Run again in the same"
        + " folder it goes on where it was stopped.", sortOptions = false)
final class ContinualCommand extends Verb {

    @Parameters(index = "0", paramLabel = "JOB.yaml", description = "Refresh job file that says how a group is learned; its model, registry, arrivals, test set and gate are"
            + " not looked at.")
    private String jobFile;

    @Option(names = "--data", paramLabel = "DATA", defaultValue = "cifar10", description = "A data set's name or a folder (default: ${DEFAULT-VALUE}).")
    private String data;

    @Option(names = "--network", paramLabel = "NAME", defaultValue = "lenet", description = "A built-in model (default: ${DEFAULT-VALUE}); it starts untrained, from the job's seed.")
    private String network;

    @Option(names = "--tasks", paramLabel = "N", defaultValue = "5", description = "Groups that the classes are dealt to, in the order of their labels (default: ${DEFAULT-VALUE}).")
    private int tasks;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Folder of the stream: registry, arrivals, accuracies, result.json.")
    private String output;

    @Option(names = "--set", paramLabel = "key=value", description = "Overrides a setting of the job file; may be repeated.")
    private List<String> overrides = new ArrayList<>();

    @Override
    protected ExitCode run() throws IOException {
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(new SparkConf());
        List<String> all = new ArrayList<>(overrides);
        all.addAll(TaskStream.settings(output, data));
        RefreshJob job = new Jobs(hadoop, all).refresh(jobFile);
        SparkConf conf = SparkSettings.ofThisJvm().of(job);
        OpenedSplit train = Datasets.openSplit(data, "train", Datasets.Options.fromEnvironment(), hadoop, err()::println);
        ModelDefinition definition = Models.builtIn(network, train.shape(), train.classes().size());
        SavedModel start = new SavedModel(definition, train.classes(), train.shape(), train.normalization(), Models.layout(definition),
                Models.initialParameters(definition, job.seed()));
        TaskStream stream = new TaskStream(output, data, job, start, tasks, hadoop, err()::println);
        StopSignal stop = new StopSignal();
        TaskStream.Result result;
        try (SparkCluster cluster = new SparkCluster(conf, stop, err())) {
            result = stream.run(cluster, stop);
        }
        if (result == null) {
            return ExitCode.STOPPED;
        }
        Map<String, Object> object = json(job, result);
        Path file = new Path(output, "result.json");
        FileSystem files = file.getFileSystem(hadoop);
        Json.write(files, file, object);
        if (json()) {
            printJson(object);
        } else {
            show("class-incremental", result.classIncremental());
            show("task-incremental", result.taskIncremental());
            out().flush();
        }
        return ExitCode.DONE;
    }

    private Map<String, Object> json(RefreshJob job, TaskStream.Result result) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("status", "done");
        object.put("strategy", job.strategy().name().toLowerCase(Locale.ROOT));
        object.put("seed", job.seed());
        object.put("tasks", tasks);
        object.put("data", data);
        object.put("network", network);
        object.put("classIncremental", json(result.classIncremental()));
        object.put("taskIncremental", json(result.taskIncremental()));
        return object;
    }

    private static Map<String, Object> json(AccuracyMatrix matrix) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("average", matrix.average());
        object.put("forgetting", finite(matrix.forgetting()));
        object.put("backwardTransfer", finite(matrix.backwardTransfer()));
        object.put("forwardTransfer", finite(matrix.forwardTransfer()));
        object.put("before", matrix.first());
        object.put("after", matrix.after());
        return object;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private void show(String scenario, AccuracyMatrix matrix) {
        out().println(scenario + ", accuracy on each task (columns) after each task (rows):");
        for (double[] row : matrix.after()) {
            StringBuilder line = new StringBuilder(" ");
            for (double accuracy : row) {
                line.append(String.format(Locale.ROOT, " %5.1f%%", 100 * accuracy));
            }
            out().println(line);
        }
        out().printf(Locale.ROOT, "  average %.1f%%, forgetting %.1f, backward transfer %+.1f, forward transfer %+.1f points%n", 100 * matrix.average(),
                100 * matrix.forgetting(), 100 * matrix.backwardTransfer(), 100 * matrix.forwardTransfer());
    }
}
