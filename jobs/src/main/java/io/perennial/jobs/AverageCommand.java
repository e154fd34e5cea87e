package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.driver.average.AverageRequest;
import io.perennial.driver.average.AverageSummary;
import io.perennial.driver.average.CheckpointAverage;
import io.perennial.driver.average.How;
import io.perennial.driver.job.FinalStatistics;
import io.perennial.errors.InputException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code average RUN|CHECKPOINT... --how uniform|ema|greedy --out DIR}: one model of many checkpoints. */
@Command(name = "average", description = "Averages checkpoints of one run or of several: one model that is often better than the last.", sortOptions = false)
final class AverageCommand extends Verb {

    @Parameters(arity = "1..*", paramLabel = "RUN|CHECKPOINT", description = "Run directories (all their checkpoints), checkpoint or model directories;"
            + " any Hadoop URI.")
    private List<String> sources;

    @Option(names = "--how", paramLabel = "uniform|ema|greedy", defaultValue = "uniform", description = "uniform: all alike (default); ema: the later,"
            + " the more weight; greedy: those that do not make it worse on --data, the best first.")
    private String how;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "The directory to make; any Hadoop URI.")
    private String out;

    @Option(names = "--last", paramLabel = "N", description = "The newest N checkpoints of each run (default: all).")
    private Integer last;

    @Option(names = "--decay", paramLabel = "SHARE", description = "Of ema: share of the average that the next checkpoint leaves (default 0.5).")
    private Double decay;

    @Option(names = "--data", paramLabel = "NAME|FOLDER|FILE", description = "Labelled examples that were not trained on: greedy chooses by them, the"
            + " others show the last checkpoint beside the average.")
    private String data;

    @Option(names = "--statistics", paramLabel = "mean|recomputed", defaultValue = "mean", description = "Of batch norm: mean (default, averaged like"
            + " all parameters) or recomputed over training examples.")
    private String statistics;

    @Option(names = "--training-data", paramLabel = "NAME|FOLDER|FILE", description = "To recompute statistics over (default: the data of the run).")
    private String trainingData;

    @Override
    protected ExitCode run() {
        AverageRequest request = new AverageRequest(sources, how(), decay, last, statistics(), trainingData, data, out);
        SparkConf conf = SparkSettings.ofThisJvm().of("average");
        CheckpointAverage prepared = CheckpointAverage.prepare(request, SparkHadoopUtil.get().newConfiguration(conf), err()::println);
        if (!prepared.needsSpark()) {
            report(prepared.run());
            return ExitCode.DONE;
        }
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            report(prepared.run(spark));
        }
        return ExitCode.DONE;
    }

    private How how() {
        return switch (how) {
            case "uniform" -> How.UNIFORM;
            case "ema" -> How.EMA;
            case "greedy" -> How.GREEDY;
            default -> throw new InputException("--how: found '" + how + "', supported are uniform, ema and greedy");
        };
    }

    private FinalStatistics statistics() {
        return switch (statistics) {
            case "mean" -> FinalStatistics.MEAN;
            case "recomputed" -> FinalStatistics.RECOMPUTED;
            default -> throw new InputException("--statistics: found '" + statistics + "', supported are mean and recomputed");
        };
    }

    private void report(AverageSummary summary) {
        if (json()) {
            printJson(new ObjectMapper().convertValue(summary, new TypeReference<Map<String, Object>>() { }));
            return;
        }
        long taken = summary.checkpoints().stream().filter(AverageSummary.Source::taken).count();
        out().printf(Locale.ROOT, "%s: average of %d of %d checkpoints (%s)%n", summary.out(), taken, summary.checkpoints().size(), summary.how());
        if (summary.accuracy() != null) {
            out().printf("accuracy on %s   %s; the last checkpoint: %s%n", summary.heldOut(), Shown.percent(summary.accuracy()),
                    Shown.percent(summary.lastAccuracy()));
        }
        out().flush();
    }
}
