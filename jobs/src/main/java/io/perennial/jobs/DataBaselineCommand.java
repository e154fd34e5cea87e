package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.ml.TextBaseline;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code data baseline DATA}: what Spark's own logistic regression makes of classified texts. */
@Command(name = "baseline", description = "Trains Spark's logistic regression on TF-IDF of a set of classified texts: what a network has to beat.",
        sortOptions = false)
final class DataBaselineCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DATA", description = "A data set's name or a folder with train.tsv and test.tsv; any Hadoop URI.")
    private String data;

    @Override
    protected ExitCode run() {
        SparkConf conf = SparkSettings.ofThisJvm().of("data baseline");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        try (JavaSparkContext spark = new JavaSparkContext(conf)) {
            TextBaseline.Outcome outcome = TextBaseline.of(data, spark, hadoop);
            if (json()) {
                printJson(new ObjectMapper().convertValue(outcome, new TypeReference<Map<String, Object>>() { }));
            } else {
                out().printf("%s: %s of %s test texts right, after %s training texts%n", outcome.data(), Shown.percent(outcome.accuracy()),
                        Shown.count(outcome.test()), Shown.count(outcome.train()));
                out().flush();
            }
        }
        return ExitCode.DONE;
    }
}
