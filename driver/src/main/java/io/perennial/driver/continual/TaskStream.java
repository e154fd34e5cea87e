package io.perennial.driver.continual;

import io.perennial.datasets.Fingerprint;
import io.perennial.driver.job.RefreshJob;
import io.perennial.driver.refresh.Cluster;
import io.perennial.driver.refresh.KnownSet;
import io.perennial.driver.refresh.Refresh;
import io.perennial.driver.refresh.RefreshResult;
import io.perennial.driver.registry.Action;
import io.perennial.driver.registry.Author;
import io.perennial.driver.registry.RegisteredModel;
import io.perennial.driver.registry.Registry;
import io.perennial.driver.run.ModelLook;
import io.perennial.driver.run.RunFailedException;
import io.perennial.driver.run.StopSignal;
import io.perennial.driver.storage.Json;
import io.perennial.driver.storage.SavedModel;
import io.perennial.errors.InputException;
import io.perennial.worker.continual.StoredOutputs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A data set whose classes come one group after another: each group is an arrival of a day, learned by a {@linkplain Refresh refresh} of a model that knew
 * nothing at first, and after each day accuracy is measured on all groups. Everything is kept in one folder, and a stream that was stopped anywhere
 * goes on there: what is published is not trained again, what is measured is not measured again.
 */
public final class TaskStream {

    private static final LocalDate BEFORE = LocalDate.of(2000, 1, 1);

    private final Path folder;
    private final String data;
    private final RefreshJob job;
    private final SavedModel start;
    private final int tasks;
    private final Configuration hadoop;
    private final FileSystem files;
    private final Consumer<String> progress;

    /**
     * @param folder   of the stream, any Hadoop URI that driver and executors share
     * @param data     a data set's name or a folder
     * @param job      how a day is learned; its registry, arrivals and test set are {@link #settings those of the folder}
     * @param start    the untrained model
     * @param tasks    groups that the classes are dealt to, in their order
     * @param progress receives lines for a person
     * @throws InputException if the classes cannot be dealt evenly, or there is no file system for the folder
     */
    public TaskStream(String folder, String data, RefreshJob job, SavedModel start, int tasks, Configuration hadoop, Consumer<String> progress) {
        if (tasks < 1 || start.classes().size() % tasks != 0) {
            throw new InputException("tasks: found " + tasks + ", expected a number that divides " + start.classes().size() + " classes");
        }
        this.folder = new Path(folder);
        this.data = data;
        this.job = job;
        this.start = start;
        this.tasks = tasks;
        this.hadoop = hadoop;
        this.progress = progress;
        try {
            this.files = this.folder.getFileSystem(hadoop);
        } catch (IOException | IllegalArgumentException e) {
            throw new InputException("cannot use " + folder + ": " + e.getMessage() + "; give a folder, local or a Hadoop URI", e);
        }
    }

    /** Settings of a job that learns a stream in a folder, {@code key=value} each: no gate, for forgetting is to be seen, and every day is taken. */
    public static List<String> settings(String folder, String data) {
        return List.of("model=stream", "models=" + folder + "/models", "arrivals=" + folder + "/arrivals", "test=" + data, "settle=0", "minExamples=1",
                "gate.maxDrop=1", "gate.maxClassDrop=1", "gate.minGain=-1", "gate.minAccuracy=0", "gate.maxDisagreement=1");
    }

    /**
     * What came of it.
     *
     * @param classIncremental where any class may be the answer
     * @param taskIncremental  where the example's task is known
     */
    public record Result(AccuracyMatrix classIncremental, AccuracyMatrix taskIncremental) {
    }

    /** Accuracies after a day, as they are stored. */
    record Row(double[] classIncremental, double[] taskIncremental) {
    }

    /** @return null if it was stopped; it goes on where it is run again */
    public Result run(Cluster cluster, StopSignal stop) throws IOException {
        RegisteredModel model = model();
        writeArrivals();
        Map<Long, Integer> labels = labels();
        List<Row> rows = new ArrayList<>();
        rows.add(row(0, model.model(1), cluster, labels));
        for (int task = 1; task <= tasks; task++) {
            LocalDate day = BEFORE.plusDays(task);
            RefreshResult result = Refresh.of(job, day, hadoop, progress).run(cluster, stop);
            if (result.outcome() == RefreshResult.Outcome.STOPPED) {
                return null;
            }
            if (result.outcome() == RefreshResult.Outcome.REJECTED) {
                throw new RunFailedException("task " + task + " of " + tasks + " was not learned: " + result.message(), null);
            }
            rows.add(row(task, model.model(version(model, day)), cluster, labels));
        }
        return new Result(matrix(rows.stream().map(Row::classIncremental).toList()), matrix(rows.stream().map(Row::taskIncremental).toList()));
    }

    private static AccuracyMatrix matrix(List<double[]> rows) {
        return new AccuracyMatrix(rows.subList(1, rows.size()).toArray(double[][]::new), rows.get(0));
    }

    private RegisteredModel model() throws IOException {
        RegisteredModel model = Registry.at(job.models().orElseThrow(), hadoop).named(job.model());
        if (!model.exists()) {
            Path untrained = new Path(folder, "start");
            files.mkdirs(untrained);
            start.write(files, untrained);
            model.publishRun(untrained.toString(), null, RegisteredModel.Role.CHAMPION, Author.of("task stream", "untrained"));
        }
        return model;
    }

    private static int version(RegisteredModel model, LocalDate day) throws IOException {
        return model.state().entries().stream().map(entry -> entry.change())
                .filter(change -> change.action() == Action.PUBLISH && Objects.equals(change.logicalDate(), day.toString()))
                .findFirst().orElseThrow(() -> new IllegalStateException("the history has no version of " + day)).version();
    }

    private List<List<Integer>> classes() {
        int each = start.classes().size() / tasks;
        return IntStream.range(0, tasks).mapToObj(task -> IntStream.range(task * each, (task + 1) * each).boxed().toList()).toList();
    }

    /** All in one pass over the data, each visible when it is whole. */
    private void writeArrivals() throws IOException {
        List<Path> arrivals = IntStream.rangeClosed(1, tasks).mapToObj(task -> new Path(folder, "arrivals/" + BEFORE.plusDays(task) + "/task.bin")).toList();
        if (files.exists(arrivals.get(tasks - 1))) {
            return;
        }
        List<OutputStream> open = new ArrayList<>();
        try {
            for (Path arrival : arrivals) {
                open.add(files.create(hidden(arrival), true));
            }
            int each = start.classes().size() / tasks;
            KnownSet.open("data", data, "train", start, hadoop, progress).records(record -> {
                try {
                    open.get((record[0] & 0xff) / each).write(record);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } finally {
            for (OutputStream one : open) {
                one.close();
            }
        }
        for (Path arrival : arrivals) {
            if (!files.exists(arrival) && !files.rename(hidden(arrival), arrival)) {
                throw new IOException("cannot write " + arrival);
            }
        }
    }

    private static Path hidden(Path arrival) {
        return new Path(arrival.getParent(), "." + arrival.getName());
    }

    private Map<Long, Integer> labels() throws IOException {
        Map<Long, Integer> labels = new HashMap<>();
        Fingerprint fingerprint = new Fingerprint();
        KnownSet.open("data", data, "test", start, hadoop, progress).records(record -> labels.put(fingerprint.of(record), record[0] & 0xff));
        return labels;
    }

    private Row row(int task, Path model, Cluster cluster, Map<Long, Integer> labels) throws IOException {
        Path stored = new Path(folder, String.format("accuracies/after-%03d.json", task));
        if (files.exists(stored)) {
            return Json.readSealed(files, stored, Row.class);
        }
        StoredOutputs said = cluster.run(ModelLook.prepare(model.toString(), data, "test", hadoop, progress).outputs());
        Row row = new Row(TaskAccuracy.of(classes(), said, labels, TaskAccuracy.Scenario.CLASS_INCREMENTAL),
                TaskAccuracy.of(classes(), said, labels, TaskAccuracy.Scenario.TASK_INCREMENTAL));
        files.mkdirs(stored.getParent());
        Json.writeSealed(files, stored, row);
        progress.accept("after task " + task + " of " + tasks + ": accuracies " + Arrays.toString(row.classIncremental()));
        return row;
    }
}
