package io.perennial.jobs;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.perennial.driver.run.EntityScores;
import io.perennial.driver.run.ResultJson;
import io.perennial.ml.TagBaseline;
import io.perennial.ml.TextBaseline;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.deploy.SparkHadoopUtil;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code data baseline DATA}: what Spark's own logistic regression makes of classified texts, and a dictionary of tagged words. */
@Command(name = "baseline", description = {"What a network has to beat: of classified texts, Spark's logistic regression on TF-IDF;",
        "of tagged words, each word's most frequent tag, and the training entities as a dictionary."},
        sortOptions = false)
final class DataBaselineCommand extends Verb {

    @Parameters(index = "0", paramLabel = "DATA", description = "A data set's name or a folder with train and test as .tsv, .parquet or .conll; any Hadoop URI.")
    private String data;

    @Override
    protected ExitCode run() {
        SparkConf conf = SparkSettings.ofThisJvm().of("data baseline");
        Configuration hadoop = SparkHadoopUtil.get().newConfiguration(conf);
        if (TagBaseline.isOf(data, hadoop)) {
            tags(TagBaseline.of(data, hadoop));
            return ExitCode.DONE;
        }
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

    private void tags(TagBaseline.Outcome outcome) {
        Map<String, EntityScores> ways = new LinkedHashMap<>();
        ways.put("majority", outcome.majority());
        ways.put("dictionary", outcome.dictionary());
        ways.put("surer", outcome.surer());
        if (json()) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("data", outcome.data());
            object.put("train", outcome.train());
            object.put("test", outcome.test());
            ways.forEach((name, scores) -> object.put(name, ResultJson.of(scores)));
            printJson(object);
            return;
        }
        Map<String, String> said = Map.of("majority", "each word its most frequent tag", "dictionary", "all training entities as a dictionary",
                "surer", "those of them that mostly are entities");
        ways.forEach((name, scores) -> out().printf("%s: F1 %s by %s (of %s test entities %s found, %s right)%n", outcome.data(), Shown.percent(scores.all().f1()), said.get(name),
                Shown.count(scores.all().truth()), Shown.count(scores.all().predicted()), Shown.count(scores.all().right())));
        out().flush();
    }
}
